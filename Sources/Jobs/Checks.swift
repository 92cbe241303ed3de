public import RankingModel

/// What is checked before a day is published, and what follows where it does not hold. Where a job file is silent, ids are
/// unique and rows readable.
public struct Checks: Sendable, Hashable {
  /// What bounds a number; without either bound all is allowed.
  public struct Bounds: Sendable, Hashable {
    /// The least allowed.
    public var atLeast: Double?
    /// The most allowed.
    public var atMost: Double?
    /// What follows.
    public var onFailure: Finding.Severity
  }

  /// A rule that holds or does not.
  public struct Rule<Value: Sendable & Hashable>: Sendable, Hashable {
    /// What the rule is about.
    public var value: Value
    /// What follows.
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
  /// What follows where no row has a field that the job declares.
  public var missingFields = Finding.Severity.warn
  /// How many items may fail to be enriched. Up to this number the day is published as `degraded`; with more it fails.
  public var maxFailedItems = 0
  /// What follows where a list that names its own date is of another day.
  public var date = Finding.Severity.quarantine
  /// On how many published days in a row the entries may be the same.
  public var unchanged: Rule<Int>?
  /// The share (0 to 1) of entries that may be new against the previous published day.
  public var turnover: Rule<Double>?
}
