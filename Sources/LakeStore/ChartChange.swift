public import RankingModel

/// What a writer has added to the catalogue about one chart.
public struct ChartChange: Sendable, Hashable {
  /// When the first of the records was made.
  public private(set) var first: Instant
  /// Whether answers as of earlier instants changed too: the chart has other settings, or a snapshot was forgotten or brought
  /// back.
  public private(set) var changesThePast: Bool

  init(_ record: Record) {
    (first, changesThePast) = (record.instant, record.changesThePast)
  }

  mutating func add(_ record: Record) {
    first = min(first, record.instant)
    changesThePast = changesThePast || record.changesThePast
  }
}

extension Record {
  /// Whether it counts in answers as of instants before it too.
  fileprivate var changesThePast: Bool {
    switch self {
    case .settings: true
    case .snapshot, .run: false
    case .decision(let decision): [.forget, .restore].contains(decision.action)
    }
  }
}
