import RankingModel

/// What a job file says about items that fail.
enum NetworkPolicy: CaseIterable, Sendable {
  /// No item may fail.
  case strict
  /// As many items may fail as have faults.
  case tolerant
  /// As many items may fail as have faults, but every entry needs a year, which only the answer has.
  case warning, quarantining, failing
  /// All items may fail, and there are exactly as many calls a day as items.
  case tight

  /// The calls a day: enough for three attempts at each item with a fault, one more in the second run, and a few that are counted
  /// without an answer.
  func budget(items: Int, strikes: Int) -> Int { self == .tight ? items : items + 4 * strikes + 6 }

  func tolerated(items: Int, strikes: Int) -> Int {
    switch self {
    case .strict: 0
    case .tight: items
    default: strikes
    }
  }

  var check: String {
    switch self {
    case .strict, .tolerant, .tight: ""
    case .warning: "required: { fields: [year], on-failure: warn }"
    case .quarantining: "required: { fields: [year], on-failure: quarantine }"
    case .failing: "required: { fields: [year], on-failure: fail }"
    }
  }

  /// The outcome of a day on which some items have no answer.
  var outcome: DayState {
    switch self {
    case .strict, .failing: .failed
    case .tolerant, .warning, .tight: .degraded
    case .quarantining: .quarantined
    }
  }
}
