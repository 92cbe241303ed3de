import JSON
public import LakeStore
public import RankingModel

/// Which document does a chart have for a day?
public struct VersionQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The day; `nil` for the last published one.
  public var day: Day?
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `chart` on `day`.
  public init(chart: ChartName, day: Day? = nil, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.day, self.cutoff) = (chart, day, cutoff)
  }

  /// The day's document, byte for byte, checked against its name.
  ///
  /// - Throws: a `noData` failure where the day is not published, `damaged` where the document is not sound.
  public func answer(from reader: LakeReader) async throws(Failure) -> VersionAnswer {
    let snapshot = try ChartDays(of: chart, cutoff: cutoff, from: reader).answer(for: day, orBefore: false)
    return try await VersionAnswer(snapshot, from: reader)
  }

  /// The document whose name starts with `digits`, of the snapshot that `snapshot(named:from:)` finds.
  public func answer(named digits: String, from reader: LakeReader) async throws(Failure) -> VersionAnswer {
    try await VersionAnswer(try snapshot(named: digits, from: reader), from: reader)
  }

  /// The snapshot that stands for the day, published or not. Without a day it is the snapshot of the last published day.
  ///
  /// - Throws: a `noData` failure where there is none.
  public func snapshot(from reader: LakeReader) throws(Failure) -> SnapshotSummary {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    if let standing = day.flatMap({ days.known($0) })?.standing { return standing }
    return try days.answer(for: day, orBefore: false)
  }

  /// The last snapshot, published or not, whose version has a name that starts with `digits`. Where a day is given, only the
  /// snapshots of that day are searched.
  ///
  /// - Throws: a `noData` failure where no version has such a name, or more than one.
  public func snapshot(named digits: String, from reader: LakeReader) throws(Failure) -> SnapshotSummary {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let fitting = days.known.flatMap(\.all).filter { snapshot in
      snapshot.version?.description.hasPrefix(digits) == true && (day == nil || snapshot.day == day)
    }
    let names = Set(fitting.compactMap(\.version))
    guard let snapshot = fitting.last, names.count == 1 else {
      throw Failure(
        .noData,
        names.isEmpty
          ? "no version of \(chart) has a name that starts with \(digits)"
          : "\(names.count) versions of \(chart) have names that start with \(digits)",
        remedy: .showSnapshots(of: chart),
        facts: [JSONMember("versions", .array(names.sorted().map { .string($0.description) }))])
    }
    return snapshot
  }
}

/// A day's document as the lake holds it.
public struct VersionAnswer: Sendable, Hashable {
  /// The snapshot that names the document.
  public var snapshot: SnapshotSummary
  /// The document's bytes.
  public var bytes: [UInt8]

  init(_ snapshot: SnapshotSummary, from reader: LakeReader) async throws(Failure) {
    guard let version = snapshot.version else {
      throw Failure(.noData, "\(snapshot.chart) on \(snapshot.day) has no version: no entries were stored")
    }
    self.snapshot = snapshot
    self.bytes = try await reader.bytes(of: version)
  }
}
