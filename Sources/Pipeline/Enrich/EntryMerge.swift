import JSON
import Jobs
import RankingModel

/// Brings an entry of the list and the answer about its item together.
enum EntryMerge {
  /// The names that are no fields: an entry's place and identity come from the list alone.
  static let reserved: Set<String> = ["rank", "id"]

  /// The merged entry: the fields of both, the winner's where both have one, without those that the job drops, and marked.
  ///
  /// The title is such a field too. Rank and id are always the list's.
  ///
  /// - Parameters:
  ///   - answer: the fields of the answer by their names in entries; `nil` where there is no answer.
  ///   - mark: how the entry was enriched; `nil` for an entry that does not say.
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
