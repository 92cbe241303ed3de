public import RankingModel

/// The checks of a list before it is published, and what follows if one fails. By default ids must be unique and all rows
/// readable.
public struct Checks: Sendable, Hashable {
  /// The bounds of a number. Without any bound, every number is allowed.
  public struct Bounds: Sendable, Hashable {
    /// The lowest allowed number; `nil` for no limit.
    public var atLeast: Double?
    /// The highest allowed number; `nil` for no limit.
    public var atMost: Double?
    /// What follows if a number is outside the bounds.
    public var onFailure: Finding.Severity
  }

  /// A rule that a list either keeps or breaks.
  public struct Rule<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The parameter of the rule, such as a field name or a limit.
    public var value: Value
    /// What follows if the rule is broken.
    public var onFailure: Finding.Severity

    /// A rule about `value`.
    public init(_ value: Value, onFailure: Finding.Severity) {
      self.value = value
      self.onFailure = onFailure
    }
  }

  /// How many entries a day has.
  public var entries: Bounds?
  /// The field that must be unique.
  public var unique: Rule<String>? = Rule("id", onFailure: .quarantine)
  /// Whether ranks must run 1, 2, 3 … without a gap or a tie.
  public var contiguousRanks: Rule<Bool>?
  /// Fields that every entry must have.
  public var required: Rule<[String]>?
  /// The bounds of number fields, by field name.
  public var ranges: [String: Bounds] = [:]
  /// How many rows of the list may be unreadable.
  public var unreadableRows: Rule<Int> = Rule(0, onFailure: .quarantine)
  /// What follows if no row has a field that the job declares.
  public var missingFields = Finding.Severity.warn
  /// How many items may fail to be enriched. Up to this number the day is published as `degraded`; with more it fails.
  public var maxFailedItems = 0
  /// What follows if a list names its own date and that date belongs to another day.
  public var date = Finding.Severity.quarantine
  /// On how many published days in a row the entries may be the same.
  public var unchanged: Rule<Int>?
  /// The share (0 to 1) of entries that may be new against the previous published day.
  public var turnover: Rule<Double>?
}
