/// What a channel is told of a chart.
public enum NoticeEvent: String, Sendable, Hashable, CaseIterable {
  /// A run brought no list for the newest period: it failed, or the source had none or could not be asked.
  case failed
  /// A check held a list back, and somebody has to decide.
  case quarantined
  /// A list was published with failures that the job tolerates.
  case degraded
  /// The list that was due last is not there, and its deadline has passed.
  case late
  /// After one of the others the newest list is published again.
  case recovered
  /// The newest list is published, which a `ping` hears of.
  case published
  /// Nothing has happened: somebody tries whether the channel works.
  case test

  /// The events that a job file may name.
  public static let allCases: [NoticeEvent] = [.failed, .quarantined, .degraded, .late, .recovered]
}

/// Somebody or something that is told what becomes of a chart.
public struct NoticeChannel: Sendable, Hashable {
  /// How it is told.
  public enum Kind: Sendable, Hashable {
    /// A program, which gets the notice as JSON on standard input. `{chart}`, `{day}`, `{event}` and `{state}` may stand in its
    /// arguments.
    case command(ListCommand)
    /// A server, to which the notice is posted as JSON. Of `request` the headers and the key count.
    case webhook(NoticeAddress, request: ListRequest)
    /// A service that raises the alarm where it hears nothing: it is asked for the address after each good run, and for `failure`
    /// where something is wrong.
    case ping(NoticeAddress, failure: NoticeAddress?)
  }

  /// How it is told.
  public var kind: Kind
  /// What it is told of.
  public var events = Set(NoticeEvent.allCases)

  /// A channel that is told of everything.
  public init(_ kind: Kind) { self.kind = kind }

  /// The variables that may stand in the arguments of a program.
  static let variables = ["chart", "day", "event", "state"]

  /// `word` of a command with `values` in place of its variables.
  public static func filled(_ word: String, _ values: [String: String]) -> String {
    TextTemplate(word).filled { values[$0] }
  }
}

/// The address of a channel. Many services put a secret into its path, so nothing of it but the host is ever shown.
public enum NoticeAddress: Sendable, Hashable {
  /// As it stands in the job file, perhaps with `{key}` in it.
  case url(String)
  /// Kept where secrets are.
  case secret(KeySource)
}
