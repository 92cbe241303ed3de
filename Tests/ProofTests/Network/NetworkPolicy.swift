import RankingModel

/// What a job file says of items that fail.
enum NetworkPolicy: CaseIterable, Sendable {
  /// None may fail.
  case strict
  /// As many may as are struck.
  case tolerant
  /// As many may, but every entry must have a year, which comes with the answer alone.
  case warning, quarantining, failing
  /// All may, and there are just as many calls a day as items.
  case tight

  /// The calls a day: enough for three attempts at what is struck, one on the second run, and a few that come too late.
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

  /// What becomes of a day on which some items have no answer.
  var outcome: DayState {
    switch self {
    case .strict, .failing: .failed
    case .tolerant, .warning, .tight: .degraded
    case .quarantining: .quarantined
    }
  }
}
