import Jobs
import LakeStore
import RankingModel

/// Compares the lists that several archives have of one day.
struct AgreementCheck: Sendable {
  let definition: JobDefinition
  let reader: LakeReader

  /// Compares `own` with `others`, lists of the same day. There is no finding if another archive agrees with `own`, if no other
  /// archive had another list within an hour, or if the job prefers the archive of `own`.
  func findings(_ own: Witness, against others: [Witness]) async throws(Failure) -> [Finding] {
    guard !others.contains(where: own.agrees), let other = conflicting(own, others) else { return [] }
    if definition.onConflict == .first, place(of: own.archive) < place(of: other.archive) { return [] }
    let entries: [Entry]? =
      if let entries = other.entries { entries } else if let version = other.version {
        try await unlessDamaged(awaiting: try await reader.entries(of: version))
      } else { nil }
    let difference = entries.map { ": \(AgreementCheck.difference($0, own.entries ?? []))" } ?? ""
    let isDecided = definition.onConflict == .first
    return [
      Finding(
        check: Finding.agreement, severity: isDecided ? .fail : .quarantine,
        message: "the list differs from that of \(other.archive)\(difference)"
          + (isDecided ? "; the job uses the list of the first archive" : ""))
    ]
  }

  /// The list that contradicts `own` and is the nearest to it in time.
  private func conflicting(_ own: Witness, _ others: [Witness]) -> Witness? {
    others.filter(own.contradicts).min {
      (own.distance(to: $0), place(of: $0.archive)) < (own.distance(to: $1), place(of: $1.archive))
    }
  }

  private func place(of archive: String) -> Int {
    definition.pastArchives.firstIndex { $0.name == archive } ?? .max
  }

  /// The ranks in which two lists differ, in words.
  static func difference(_ theirs: [Entry], _ own: [Entry]) -> String {
    let places = { (entries: [Entry]) in Dictionary(entries.map { ($0.rank, $0.id) }) { first, _ in first } }
    let (left, right) = (places(theirs), places(own))
    let ranks = Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
    guard let rank = ranks.first else { return "the same items in other rows" }
    func word(_ id: ItemID?) -> String {
      id.map { SafeText.start(of: $0.description, limit: 40) } ?? "nothing"
    }
    let more =
      ranks.count > 1 ? ", and \(counted(ranks.count - 1, "more rank differs", "more ranks differ"))" : ""
    return "rank \(rank) is \(word(left[rank])) there and \(word(right[rank])) here\(more)"
  }
}
