import JSON
import Jobs
public import ListSources
public import RankingModel

/// A job file that is generated from a list, for a person to review.
public struct JobDraft: Sendable {
  /// The text of the job file.
  public var text: String
  /// The chart that it names.
  public var chart: ChartName
  /// The day of the list; `nil` if the URL does not name it.
  public var day: Day?
  /// The places in the rows, with their values.
  public var keys: [DraftKey]
  /// How many rows the list has.
  public var rows: Int

  /// Drafts a job file for the list in the unpacked `bytes`. The same bytes give the same draft.
  ///
  /// - Parameters:
  ///   - url: where the list is, as the job file names it.
  ///   - mediaType: the media type that the server stated.
  ///   - chart: the name of the chart; `nil` to take it from the URL.
  /// - Throws: `TransformError` if the document contains no list.
  public static func make(
    _ bytes: [UInt8], url: String, mediaType: String? = nil, chart: ChartName? = nil
  ) throws(TransformError) -> JobDraft {
    let place = DraftPlace(url)
    let type = mediaType?.lowercased() ?? ""
    let saysLines = type.contains("ndjson") || type.contains("jsonl") || type.contains("json-seq")
    let list = try FoundList(in: bytes, isLines: saysLines || ListFormat(ending: url) == .jsonLines)
    let keys = DraftKey.all(in: list.rows)
    guard let chart = chart ?? place.chart else {
      throw TransformError(.noRows, "the URL has no word that could name the chart: give the chart a name")
    }
    let fields = DraftFields(keys, rows: list.rows.count)
    guard fields.hasTitle else {
      throw TransformError(.noRows, "no key has one value in every row that could be a title")
    }
    let sections = [
      "# Drafted from \(counted(list.rows.count, "row", "rows")) of the list. Look it through: names, types and the id are guesses.\n",
      head(chart, fields), extract(list, place), fields.section, check(list.rows.count), archives(place),
    ]
    return JobDraft(
      text: sections.filter { !$0.isEmpty }.joined(separator: "\n"), chart: chart, day: place.day, keys: keys,
      rows: list.rows.count)
  }

  /// `text` as a YAML string in double quotes.
  static func quoted(_ text: String) -> String { CanonicalJSON.text(.string(text)) }

  private static func head(_ chart: ChartName, _ fields: DraftFields) -> String {
    let words = chart.description.replacing(#/[-_.]+/#, with: " ")
    let measures = fields.measures.isEmpty ? "" : "measures: [\(fields.measures.joined(separator: ", "))]\n"
    return """
      chart: \(quoted(chart.description))   # its name in the lake and in commands
      title: \(quoted(words.prefix(1).uppercased() + words.dropFirst()))
      item: item   # what messages call one of its entries, such as film or song
      \(measures)cadence: daily   # or weekly, { weekly: saturday }, monthly, irregular

      """
  }

  private static func extract(_ list: FoundList, _ place: DraftPlace) -> String {
    var lines = ["extract:", "  url: \(quoted(place.url))"]
    if list.format != ListFormat(ending: place.url) ?? .json {
      lines.append("  format: \(list.format.rawValue)")
    }
    if list.format == .csv, list.delimiter != "," {
      lines.append("  delimiter: \(quoted(String(list.delimiter)))")
    }
    if list.format == .json {
      lines.append("  items: \(quoted(JSONPointer(tokens: list.path).description))   # where the rows are")
    }
    if let name = list.keyName { lines.append("  key-as: \(name)   # each row gets its key under this name") }
    if let date = list.date {
      lines.append("  date: \(quoted(date.description))   # the list's own date, which is checked")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func check(_ rows: Int) -> String {
    """
    check:
      entries: { at-least: \(max(1, rows / 2)), on-failure: quarantine }   # a list that is cut off is held back

    """
  }

  private static func archives(_ place: DraftPlace) -> String {
    guard let url = place.datedURL else { return "" }
    return """
      # Where past days are.
      archives:
        - url: \(quoted(url))

      """
  }
}
