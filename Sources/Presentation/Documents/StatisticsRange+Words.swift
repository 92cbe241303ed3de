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
      JSONMember("epoch", epoch.json), JSONMember("epoch_end", nextEpoch.jsonOfEnd),
    ]
  }

  /// The days, in words.
  var days: String { coverage.days?.description ?? "no day" }

  /// The sentences for people about the days that an answer covers.
  var sentences: [Document.Block] {
    coverage.sentences(unit, epoch, before: nextEpoch)
  }

  /// The sentences for people beside rows: about periods that are missing, and about where the days begin and end.
  var notes: [String] { coverage.notes(unit, epoch, before: nextEpoch) }
}

extension Epoch {
  /// The epoch as JSON.
  var json: JSONValue { ["from": .string(start.description), "reason": .string(reason)] }

  /// The last day before it.
  fileprivate var eve: String { start.advanced(by: -1).description }

  /// The end of the epoch before it as JSON.
  fileprivate var jsonOfEnd: JSONValue { ["to": .string(eve), "reason": .string(reason)] }
}

extension Epoch? {
  /// As JSON, the epoch to which the days of the answer are restricted.
  var json: JSONValue {
    map(\.json) ?? .null
  }

  /// As JSON, the end of the days of the answer, where they end because this epoch begins.
  var jsonOfEnd: JSONValue { map(\.jsonOfEnd) ?? .null }

  /// Sentences that the days of the answer are restricted to this epoch, and that they end because `next` begins. Empty where
  /// neither is so.
  func sentences(before next: Epoch? = nil) -> [String] {
    let since = map { "only since \($0.start), when the list began to be made another way: \($0.reason)" }
    let until = next.map {
      "only until \($0.eve): on \($0.start) the list began to be made another way: \($0.reason)"
    }
    return [since, until].compactMap(\.self)
  }
}
