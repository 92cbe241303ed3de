import Jobs
import RankingModel

/// What the URL of a list says about its chart.
struct DraftPlace {
  /// The URL for the job file. Its braces are encoded, because they are no variables.
  let url: String

  /// Words in paths that say nothing about the list.
  private static let generic: Set<String> = [
    "", "data", "list", "lists", "history", "archive", "api", "v1", "v2", "v3", "main", "master", "raw",
    "json", "csv",
    "latest", "current", "today", "index", "out", "tmp", "download", "public",
  ]

  init(_ url: String) { self.url = url.replacing("{", with: "%7B").replacing("}", with: "%7D") }

  private var path: Substring { url.prefix { $0 != "?" && $0 != "#" } }

  /// The day in the file's name, and its range in the path.
  private var dated: (day: Day, range: Range<String.Index>)? {
    guard let slash = path.lastIndex(of: "/"),
      let match = path[slash...].firstMatch(of: #/\d{4}-\d{2}-\d{2}/#), let day = Day(String(match.0))
    else { return nil }
    return (day, match.range)
  }

  /// The day in the file's name; `nil` if there is none.
  var day: Day? { dated?.day }

  /// The URL with `{day}` in place of the day in the file's name; `nil` if there is none.
  var datedURL: String? {
    dated.map { url[..<$0.range.lowerBound] + "{day}" + url[$0.range.upperBound...] }.map { String($0) }
  }

  /// The last meaningful part of the path as a chart name; `nil` if no part can be one.
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
