import Logging
import Presentation
import RankingModel

/// Writes log messages to standard error, one a line, with their values made safe to show.
struct DiagnosticLog: LogHandler {
  let errors: StandardOutput
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .debug

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let values = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let words = values.map { " \($0.key)=\($0.value)" }.joined()
    // A log that cannot be written is no reason to stop.
    try? errors.write(SafeText.text("\(event.level): \(event.message)\(words)") + "\n")
  }
}
