import History
import JSON
import RankingModel

extension StatisticsRange {
  /// What programs read of the days that an answer is about.
  var members: [JSONMember] {
    [
      JSONMember("from", JSONValue(coverage.days?.from.description)),
      JSONMember("to", JSONValue(coverage.days?.to.description)),
      JSONMember("requested_from", JSONValue(requestedFrom?.description)),
      JSONMember("requested_to", JSONValue(requestedTo?.description)),
      JSONMember("observed", JSONValue(coverage.observed)), JSONMember("due", JSONValue(coverage.due)),
      JSONMember("epoch", epoch.json),
    ]
  }

  /// The days, in words.
  var days: String { coverage.days?.description ?? "no day" }

  /// What people are told of the days that an answer is about.
  var sentences: [Document.Block] {
    [.text(coverage.sentence(unit))] + epoch.remarks
  }
}

extension Epoch? {
  /// The epoch whose days alone count, as JSON.
  var json: JSONValue {
    map { ["from": .string($0.start.description), "reason": .string($0.reason)] } ?? .null
  }

  /// What a page says where only the days of an epoch count.
  var remarks: [Document.Block] {
    map {
      [.text("only since \($0.start), when the list began to be made another way: \($0.reason)")]
    } ?? []
  }
}
