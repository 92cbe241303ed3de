/// An event of a chart that channels are told about.
public enum NoticeEvent: String, Sendable, Hashable, CaseIterable {
  /// A run brought no list for the newest period: it failed, or the source had none or could not be asked.
  case failed
  /// A check held a list back, and a person has to decide.
  case quarantined
  /// A list was published with failures that the job tolerates.
  case degraded
  /// The list that was due last is missing, and its deadline has passed.
  case late
  /// The newest list is published again after one of the other events.
  case recovered
  /// The newest list is published. Only a `ping` is told.
  case published
  /// Nothing has happened: a person tests the channel.
  case test

  /// The events that a job file may name.
  public static let allCases: [NoticeEvent] = [.failed, .quarantined, .degraded, .late, .recovered]
}

/// A channel that is told about a chart.
public struct NoticeChannel: Sendable, Hashable {
  /// How a channel is told.
  public enum Kind: Sendable, Hashable {
    /// A program, which gets the notice as JSON on standard input. Its arguments may contain `{chart}`, `{day}`, `{event}` and
    /// `{state}`.
    case command(ListCommand)
    /// A server, to which the notice is posted as JSON. Of `request`, only the headers and the key are used.
    case webhook(NoticeAddress, request: ListRequest)
    /// A monitoring service that raises an alarm if it hears nothing. Its address is requested after each good run, and `failure`
    /// if a list failed, is held back or is late.
    case ping(NoticeAddress, failure: NoticeAddress?)
  }

  /// How the channel is told.
  public var kind: Kind
  /// The events that the channel is told about.
  public var events = Set(NoticeEvent.allCases)

  /// A channel that is told about every event.
  public init(_ kind: Kind) { self.kind = kind }

  /// The variables that a program's arguments may contain.
  static let variables = ["chart", "day", "event", "state"]

  /// `word` of a command with `values` in place of its variables.
  public static func filled(_ word: String, _ values: [String: String]) -> String {
    TextTemplate(word).filled { values[$0] }
  }
}

/// The address of a channel. Many services put a secret into the path, so only the host is ever shown.
public enum NoticeAddress: Sendable, Hashable {
  /// The address in the job file, which may contain `{key}`.
  case url(String)
  /// An address that is kept as a secret.
  case secret(KeySource)
}
