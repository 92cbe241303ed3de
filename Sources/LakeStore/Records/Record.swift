import JSON
import RankingModel
import Storage

/// A record, which a lake keeps for ever. All records are written and read here.
enum Record: Sendable, Hashable {
  case settings(ChartSettings)
  case snapshot(Snapshot)
  case run(RunReport)
  case decision(Decision)

  /// The record of `kind` whose bytes are `bytes`.
  ///
  /// - Throws: `RecordError`, or a `JSONError`; a `format` failure where the record is of a newer format.
  init(_ bytes: [UInt8], at key: StorageKey) throws {
    let json = try StoredJSON.read(bytes, at: key)
    switch key.kind {
    case .charts: self = .settings(try ChartSettings(json: json))
    case .snapshots: self = .snapshot(try Snapshot(json: json))
    case .runs: self = .run(try RunReport(json: json))
    case .decisions: self = .decision(try Decision(json: json))
    case .format, .objects, .marks, .damaged, .starts, .tasks, .checkpoints, .leases:
      throw RecordError("it is no record")
    }
    guard key.chart == chart, key.day == day else {
      throw RecordError("it is about another chart or day than its name")
    }
  }

  var chart: ChartName {
    switch self {
    case .settings(let settings): settings.chart
    case .snapshot(let snapshot): snapshot.chart
    case .run(let report): report.chart
    case .decision(let decision): decision.chart
    }
  }

  var day: Day? {
    switch self {
    case .settings: nil
    case .snapshot(let snapshot): snapshot.day
    case .run(let report): report.day
    case .decision(let decision): decision.day
    }
  }

  /// When it was made: the instant in its name.
  var instant: Instant {
    switch self {
    case .settings(let settings): settings.recordedAt
    case .snapshot(let snapshot): snapshot.recordedAt
    case .run(let report): report.finishedAt ?? report.startedAt
    case .decision(let decision): decision.decidedAt
    }
  }

  /// Whether this keeps or removes a claim, which changes no answer.
  var isOfClaim: Bool {
    guard case .decision(let decision) = self else { return false }
    return [.claim, .unclaim].contains(decision.action)
  }

  private var json: JSONValue {
    switch self {
    case .settings(let settings): settings.json
    case .snapshot(let snapshot): snapshot.json
    case .run(let report): report.json
    case .decision(let decision): decision.json
    }
  }

  private var kind: StorageKey.Kind {
    switch self {
    case .settings: .charts
    case .snapshot: .snapshots
    case .run: .runs
    case .decision: .decisions
    }
  }

  /// The record as it is stored: in canonical form (RFC 8785), ended by a line feed.
  var file: StoredFile {
    let bytes = StoredJSON.bytes(json)
    return StoredFile(.record(kind, chart: chart, at: instant, day: day, bytes: bytes), bytes)
  }
}
