import JSON
import Jobs
import RankingModel

/// Merges an entry of the list with the answer about its item.
enum EntryMerge {
  /// The names that an answer cannot set: an entry's rank and id come from the list alone.
  static let reserved: Set<String> = ["rank", "id"]

  /// The merged entry, with its mark: the fields of both sides, without those that the job drops. If both sides have a field, the
  /// job's `precedence` decides.
  ///
  /// This holds for the title too. Rank and id are always the list's.
  ///
  /// - Parameters:
  ///   - answer: the fields of the answer by their names in entries; `nil` if there is no answer.
  ///   - mark: how the entry was enriched; `nil` for an entry without a mark.
  static func entry(
    _ entry: Entry, answer: [JSONMember]?, mark: EnrichmentMark? = nil, enrichment: Enrichment
  ) -> Entry {
    let answer = (answer ?? []).filter { !reserved.contains($0.key) }
    let enrichmentWins = enrichment.precedence == .enrichment
    var title = entry.title
    var fields: [String: JSONValue] = [:]
    for member in entry.fields { fields[member.key] = member.value }
    for member in answer {
      if member.key == "title" {
        if enrichmentWins, let text = member.value.string, !text.isEmpty { title = text }
      } else if enrichmentWins || fields[member.key] == nil {
        fields[member.key] = member.value
      }
    }
    for name in enrichment.drop { fields[name] = nil }
    if let mark { fields[EnrichmentMark.field] = .string(mark.rawValue) }
    return Entry(
      rank: entry.rank, id: entry.id, title: title, fields: fields.map { JSONMember($0.key, $0.value) })
  }
}
