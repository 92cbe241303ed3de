public import LakeStore
import RankingModel

/// Whether archives agree about the published list of a day.
public struct Evidence: Sendable, Hashable {
  /// What the archives together say about a day.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Two archives have lists with the same items on the same ranks.
    case agreed
    /// No two archives agree, and two have different lists although these were captured within an hour.
    case inConflict = "in_conflict"
    /// There is one list only, or the other lists differ and were captured at other times.
    case alone

    /// The state of the evidence for `day`; `nil` where there is no evidence.
    ///
    /// - Parameter captures: the captures of the snapshots on days with more than one snapshot. Other days need none.
    init?(of day: DaySnapshots, _ captures: [Int64: SnapshotCapture]) {
      if day.all.count == 1 {
        guard day.published?.isFromArchive == true else { return nil }
        self = .alone
      } else {
        guard let evidence = Evidence(of: day, captures) else { return nil }
        self = evidence.state
      }
    }
  }

  /// What the archives together say.
  public var state: State
  /// The archives concerned: those that agree, those in conflict, or the archive of the list that stands for the day. The job's
  /// own source is called `source`.
  public var archives: [String]

  /// The evidence for `day`; `nil` where none of its lists came from an archive, or where no list is published and no lists
  /// conflict. A list in quarantine counts only if it was held back because it contradicts another archive's list: any other has
  /// a fault of its own.
  ///
  /// - Parameter captures: the captures that the lists of the snapshots came from, by the number of the snapshot.
  public init?(of day: DaySnapshots, _ captures: [Int64: SnapshotCapture]) {
    guard day.all.contains(where: { captures[$0.number]?.reference != nil }) else { return nil }
    let archive = { (number: Int64) in captures[number]?.reference?.archive ?? "source" }
    let counted = day.all.filter {
      $0.state.isPublished
        || $0.state == .quarantined && $0.reason?.contains(CaptureReference.conflictWords) == true
    }
    let witnesses = counted.compactMap { snapshot in
      captures[snapshot.number]?.ranking.map {
        Witness(archive: archive(snapshot.number), capturedAt: snapshot.capturedAt, ranking: $0)
      }
    }
    func archives(where isPair: (Witness, Witness) -> Bool) -> [String] {
      witnesses.filter { one in witnesses.contains { isPair(one, $0) } }.map(\.archive)
        .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    let agreeing = archives { $0.agrees(with: $1) }
    let differing = archives { $0.contradicts($1) }
    if day.published != nil, !agreeing.isEmpty {
      (state, self.archives) = (.agreed, agreeing)
    } else if agreeing.isEmpty, !differing.isEmpty {
      (state, self.archives) = (.inConflict, differing)
    } else if let published = day.published {
      (state, self.archives) = (.alone, [archive(published.number)])
    } else {
      return nil
    }
  }
}
