import JSON
import RankingModel

/// How an entry was enriched; stands in the entry under `enrichment`.
enum EnrichmentMark: String, Sendable {
  /// By an answer asked for in this run, or a stored one that is still fresh, or nearer to a past day than any that could be asked for.
  case enriched
  /// By a stored answer past its time, because asking failed.
  case stale
  /// Not at all, because asking failed.
  case failed
  /// Not at all, because nobody was asked.
  case unenriched

  /// Whether an entry so marked has the fields of an answer.
  var usesAnswer: Bool { self == .enriched || self == .stale }

  /// The field's name in an entry.
  static let field = "enrichment"
}

/// A stored answer whose bytes were read, and the fields that it has; `nil` where it cannot be used.
struct ReadAnswer: Sendable {
  var raw: RawObject
  var fields: [JSONMember]?
}

/// What the enrich step made of a day's entries.
struct EnrichedEntries: Sendable {
  var entries: [Entry]
  var answers: [RawObject] = []
  var enrichment = RunReport.EnrichmentCounts()
  /// How often the source was asked, repeated attempts included.
  var calls = 0
  /// The items that nobody was asked about.
  var notAsked: Set<ItemID> = []
  var findings: [Finding] = []
  /// The answers that are objects by now.
  var stored: [ObjectID] = []
  /// Why the whole run must fail: the source refuses the key, or says that its limit is reached.
  var fatal: String?
  /// Why further days should wait: the same would befall them.
  var stop: String?
  /// Why items are without an answer: the error that they share, or the first of several.
  var cause: String?
}
