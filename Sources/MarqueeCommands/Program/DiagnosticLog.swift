import ArgumentParser
import JSON
import Logging
import Presentation
import RankingModel

/// The formats of log messages.
enum LogFormat: String, Sendable, CaseIterable, ExpressibleByArgument { case text, json }

/// Writes log messages to standard error, one per line, with their values made safe to show.
struct DiagnosticLog: LogHandler {
  let errors: StandardOutput
  let format: LogFormat
  let clock: @Sendable () -> Instant
  var metadataProvider: Logger.MetadataProvider?
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .debug

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let values = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
    let line = format == .json ? json(event, values) : text(event, values)
    // A failure to write the log does not stop the program.
    try? errors.write(line)
  }

  /// The names that come first in text, in this order. All others follow by name.
  private static let first = ["run", "chart", "day", "step", "duration"]

  /// The message as text, such as `2026-05-07T12:00:00Z info step done chart=test day=2026-05-07 step=extract duration=0.120`.
  private func text(_ event: LogEvent, _ values: Logger.Metadata) -> String {
    let others = values.keys.filter { !Self.first.contains($0) }.sorted()
    let words = (Self.first + others).compactMap { name in values[name].map { "\(name)=\($0.word)" } }
    let start = [clock().secondsText, event.level.rawValue, "\(event.message)"]
    return (start + words).joined(separator: " ") + "\n"
  }

  /// The message as one JSON object in canonical form, which contains nothing that controls a terminal.
  private func json(_ event: LogEvent, _ values: Logger.Metadata) -> String {
    var members = values.mapValues(\.json)
    members["time"] = .string(clock().description)
    members["level"] = .string(event.level.rawValue)
    members["message"] = .string("\(event.message)")
    return JSONText.line(Logger.MetadataValue.object(members))
  }
}

extension Logger.MetadataValue {
  /// The value for programs: numbers as numbers, times in seconds.
  fileprivate var json: JSONValue {
    switch self {
    case .string(let text): .string(text)
    case .stringConvertible(let number as Int): JSONValue(number)
    case .stringConvertible(let number as Double): .double(number)
    case .stringConvertible(let time as Duration): .double(Double(time.milliseconds) / 1000)
    case .stringConvertible(let value): .string(value.description)
    case .array(let values): .array(values.map(\.json))
    case .dictionary(let values): Self.object(values.mapValues(\.json))
    }
  }

  fileprivate static func object(_ members: [String: JSONValue]) -> JSONValue {
    .object(CanonicalJSON.sorted(members.map { JSONMember($0.key, $0.value) }))
  }

  /// The value for people, in quotation marks if it is empty or contains a blank, a quotation mark or an equals sign.
  fileprivate var word: String {
    if case .stringConvertible(let time as Duration) = self { return time.secondsText }
    let text = SafeText.text(description)
    guard text.isEmpty || text.contains(where: { " \"=".contains($0) }) else { return text }
    return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
