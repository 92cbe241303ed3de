import JSON
import LakeStore
import RankingModel

extension Enricher {
  /// Enriches `entries` again without network, from the answers that `basis` was made from. An item that was in `basis` is
  /// enriched as it was then. Any other item is enriched by whatever answer is stored.
  func enrich(_ entries: [Entry], from basis: Snapshot?) async throws -> EnrichedEntries {
    var answers = try await work.answers.answers(of: source.cacheName, about: entries.map(\.id))
    answers.merge(basis?.answers ?? [:]) { $1 }
    // An item without an answer counts as failed. If the earlier run did not ask about all items, it counts as unenriched.
    let wasAsked = basis?.report.enrichment.unenriched == 0
    var marks: [ItemID: EnrichmentMark] = [:]
    for entry in entries {
      guard let answer = answers[entry.id] else {
        marks[entry.id] = wasAsked ? .failed : .unenriched
        continue
      }
      let now = basis?.report.startedAt ?? answer.fetchedAt
      let isGood = enrichment.isGood(answer, about: basis?.capturedAt ?? now, at: now)
      marks[entry.id] = isGood ? .enriched : .stale
    }
    if let version = basis?.version { marks.merge(try await self.marks(of: version)) { $1 } }
    let used = answers.filter { marks[$0.key]?.usesAnswer == true }
    var result = merge(entries, answers: try await read(used, about: entries.map(\.id)), marks: marks)
    result.enrichment.reused = result.answers.count - result.enrichment.stale
    return result
  }

  /// The answers with which the items of `basis` were enriched. They are good for that day, however old they are.
  func answersInUse(_ basis: Snapshot?) async throws -> [ItemID: RawObject] {
    guard let basis else { return [:] }
    let answers = basis.answers
    guard let version = basis.version else { return answers }
    let marks = try await marks(of: version)
    return answers.filter { marks[$0.key] == .enriched }
  }

  /// The marks of the entries of `version`.
  private func marks(of version: ObjectID) async throws -> [ItemID: EnrichmentMark] {
    var marks: [ItemID: EnrichmentMark] = [:]
    for entry in try await lake.reader.entries(of: version) {
      marks[entry.id] = entry[EnrichmentMark.field]?.string.flatMap(EnrichmentMark.init)
    }
    return marks
  }
}

extension Snapshot {
  /// The answers that the snapshot was made from, by item.
  var answers: [ItemID: RawObject] {
    let answers = raw.filter { $0.role == .answer }.compactMap { raw in raw.item.map { ($0, raw) } }
    return Dictionary(answers, uniquingKeysWith: { $1 })
  }
}
