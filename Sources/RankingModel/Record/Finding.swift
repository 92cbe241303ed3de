public import JSON

/// A problem that a check found in a day, or a step in a row.
public struct Finding: Sendable, Hashable {
  /// The consequence of a finding.
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Worth reading; the day goes on.
    case warn
    /// The day is stored and held back.
    case quarantine
    /// The run ends as failed.
    case fail
  }

  /// The check that compares the lists of several archives.
  public static let agreement = "agreement"

  /// The check or step that found it, such as `entries` or `turnover`.
  public var check: String
  /// The consequence.
  public var severity: Severity
  /// The problem, in one sentence.
  public var message: String
  /// The entries concerned, such as `#7 tt0111161 The Shawshank Redemption`; at most a screenful.
  public var entries: [String]

  /// A finding about `entries`.
  public init(check: String, severity: Severity, message: String, entries: [String] = []) {
    (self.check, self.severity, self.message, self.entries) = (check, severity, message, entries)
  }

  /// The JSON form.
  public var json: JSONValue {
    [
      "check": .string(check), "severity": .string(severity.rawValue), "message": .string(message),
      "entries": .array(entries.map { .string($0) }),
    ]
  }

  /// The finding that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    self.init(
      check: try reader.string("check"), severity: try reader.value("severity"),
      message: try reader.string("message"),
      entries: try reader.array("entries").compactMap(\.string))
  }
}
