import History
import JSON
import RankingModel

extension StatisticsRange {
  /// The members for programs about the days that an answer covers.
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

  /// The sentences for people about the days that an answer covers.
  var sentences: [Document.Block] {
    [.text(coverage.sentence(unit))] + epoch.remarks
  }

  /// The sentence for people about periods that are missing; empty if none is.
  var notes: [String] { coverage.notes(unit) }
}

extension Epoch {
  /// The epoch as JSON.
  var json: JSONValue { ["from": .string(start.description), "reason": .string(reason)] }
}

extension Epoch? {
  /// As JSON, the epoch to which the days of the answer are restricted.
  var json: JSONValue {
    map(\.json) ?? .null
  }

  /// A sentence that the days of the answer are restricted to an epoch; empty if they are not.
  var remarks: [Document.Block] {
    map {
      [.text("only since \($0.start), when the list began to be made another way: \($0.reason)")]
    } ?? []
  }
}
