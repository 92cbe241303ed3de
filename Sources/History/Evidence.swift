public import LakeStore
import RankingModel

/// On what the published list of a day rests: whether archives agree about it.
public struct Evidence: Sendable, Hashable {
  /// What the archives say of a day together.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Two archives have a list with the same items on the same ranks.
    case agreed
    /// No two do, and two have lists that differ though they were captured within an hour.
    case inConflict = "in_conflict"
    /// One list is all there is, or others were captured at other times and differ.
    case alone

    /// What is known of `day`, as `Evidence` has it.
    ///
    /// - Parameter captures: those of days with more than one snapshot. The only list of a day needs no look at where it was found.
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

  /// What the archives say together.
  public var state: State
  /// The archives that say so: those that agree, those in conflict, or the one whose list stands for the day. The job's own
  /// source is called `source`.
  public var archives: [String]

  /// What is known of `day`; `nil` where no list of it was found in an archive, or where none is published and none are in conflict.
  /// Of lists that are held back those count that contradict another archive's: with the others something else is wrong.
  ///
  /// - Parameter captures: where the lists of the snapshots were found, by the number of the snapshot.
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
