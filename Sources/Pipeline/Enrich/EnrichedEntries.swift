import JSON
import RankingModel

/// How an entry was enriched; stored in the entry under `enrichment`.
enum EnrichmentMark: String, Sendable {
  /// By an answer of this run, or by a stored answer that is still fresh or nearer to a past day than a new answer would be.
  case enriched
  /// By a stored answer that is no longer fresh, because asking failed.
  case stale
  /// Not at all, because asking failed.
  case failed
  /// Not at all, because the source was not asked.
  case unenriched

  /// Whether an entry with this mark has the fields of an answer.
  var usesAnswer: Bool { self == .enriched || self == .stale }

  /// The field's name in an entry.
  static let field = "enrichment"
}

/// A stored answer whose bytes were read, with its fields; `nil` if the answer cannot be used.
struct ReadAnswer: Sendable {
  var raw: RawObject
  var fields: [JSONMember]?
}

/// The result of the enrich step for a day's entries.
struct EnrichedEntries: Sendable {
  var entries: [Entry]
  var answers: [RawObject] = []
  var enrichment = RunReport.EnrichmentCounts()
  /// How often the source was asked, including repeated attempts.
  var calls = 0
  /// The items about which the source was not asked.
  var notAsked: Set<ItemID> = []
  var findings: [Finding] = []
  /// The answers that are now stored as objects.
  var stored: [ObjectID] = []
  /// Why the whole run must fail: the source rejects the key, or says that its limit is reached.
  var fatal: String?
  /// Why further days should wait: they would be stopped for the same reason.
  var stop: String?
  /// Why items have no answer: the error that they share, or the first of several errors.
  var cause: String?
}
