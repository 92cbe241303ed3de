import LakeStore
import RankingModel

extension Enricher {
  /// Enriches `entries` again from what `basis` was made from, with no network: each film as it was then, and a
  /// film that was not there then by whatever answer is stored.
  func enrich(_ entries: [Entry], from basis: Snapshot?) async throws -> EnrichedEntries {
    var answers = try await work.answers(of: source.name, about: entries.map(\.id))
    for raw in basis?.raw ?? [] where raw.role == .answer {
      if let film = raw.film { answers[film] = raw }
    }
    var marks: [FilmID: EnrichmentMark] = [:]
    for entry in entries { marks[entry.id] = answers[entry.id] == nil ? .unenriched : .enriched }
    if let version = basis?.version {
      for entry in try lake.reader.entries(of: version) {
        guard let mark = entry[EnrichmentMark.field]?.string.flatMap(EnrichmentMark.init(rawValue:)) else {
          continue
        }
        marks[entry.id] = mark
      }
    }
    var result = try merge(entries, answers: answers, marks: marks)
    result.films.reused = result.answers.count - result.films.stale
    return result
  }
}
