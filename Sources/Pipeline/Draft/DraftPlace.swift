import Jobs
import RankingModel

/// What the URL of a list tells of its chart.
struct DraftPlace {
  /// The URL as a job file has it: its braces are no variables.
  let url: String

  /// Words of paths that say nothing of the list.
  private static let generic: Set<String> = [
    "", "data", "list", "lists", "history", "archive", "api", "v1", "v2", "v3", "main", "master", "raw",
    "json", "csv",
    "latest", "current", "today", "index", "out", "tmp", "download", "public",
  ]

  init(_ url: String) { self.url = url.replacing("{", with: "%7B").replacing("}", with: "%7D") }

  private var path: Substring { url.prefix { $0 != "?" && $0 != "#" } }

  /// The day in the name of the file, and where that stands.
  private var dated: (day: Day, range: Range<String.Index>)? {
    guard let slash = path.lastIndex(of: "/"),
      let match = path[slash...].firstMatch(of: #/\d{4}-\d{2}-\d{2}/#), let day = Day(String(match.0))
    else { return nil }
    return (day, match.range)
  }

  /// The day in the name of the file; `nil` where there is none.
  var day: Day? { dated?.day }

  /// The URL with `{day}` for the day in the name of its file; `nil` where there is none.
  var datedURL: String? {
    dated.map { url[..<$0.range.lowerBound] + "{day}" + url[$0.range.upperBound...] }.map { String($0) }
  }

  /// The last part of the path that says something, as the name of a chart; `nil` where no part does.
  var chart: ChartName? {
    let parts = path.split(separator: "/").dropFirst().reversed().map { part in
      let stem = part.replacing(#/(\.(json|jsonl|ndjson|csv|tsv|tab|txt|gz|php))+$/#.ignoresCase(), with: "")
      let words = stem.replacing(#/\d{4}-?\d{2}-?\d{2}/#, with: "").replacing(#/%[0-9A-Fa-f]{2}/#, with: "-")
        .lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
      return String(words.joined(separator: "-").prefix(60))
    }
    let telling = parts.first { !DraftPlace.generic.contains($0) && $0.contains { $0.isLetter } }
    let fallback = parts.first { $0.contains { $0.isLetter } }
    return (telling ?? fallback).flatMap { ChartName($0) }
  }
}
