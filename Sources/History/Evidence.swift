public import LakeStore
public import RankingModel

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
    init?(
      of day: DaySnapshots, _ captures: [Int64: SnapshotCapture], from reader: LakeReader
    ) throws(Failure) {
      if day.all.count == 1 {
        guard day.published?.isFromArchive == true else { return nil }
        self = .alone
      } else {
        guard let evidence = try Evidence(of: day, captures, from: reader) else { return nil }
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
  /// conflict.
  ///
  /// - Parameters:
  ///   - captures: the captures that the lists of the snapshots came from, by the number of the snapshot.
  ///   - reader: reads the records of lists in quarantine, if `day` has a list from an archive.
  public init?(
    of day: DaySnapshots, _ captures: [Int64: SnapshotCapture], from reader: LakeReader
  ) throws(Failure) {
    guard day.all.contains(where: { captures[$0.number]?.reference != nil }) else { return nil }
    let archive = { (number: Int64) in captures[number]?.reference?.archive ?? "source" }
    var witnesses: [Witness] = []
    for snapshot in day.all {
      guard let ranking = captures[snapshot.number]?.ranking, try snapshot.isEvidence(reader) else {
        continue
      }
      witnesses.append(
        Witness(archive: archive(snapshot.number), capturedAt: snapshot.capturedAt, ranking: ranking))
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

extension SnapshotSummary {
  /// Whether its list counts as evidence. A list in quarantine counts only if it was held back because it differs from the list of
  /// another archive. A list that another check held back may be wrong by itself.
  fileprivate func isEvidence(_ reader: LakeReader) throws(Failure) -> Bool {
    guard state == .quarantined else { return state.isPublished }
    return try reader.record(of: self).report.findings.contains { $0.check == Finding.agreement }
  }
}
