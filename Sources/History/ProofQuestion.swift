public import JSON
public import LakeStore
public import RankingModel

/// How can somebody prove, without the lake, that a row was published on a day?
public struct ProofQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The day.
  public var day: Day
  /// An id, an address with an id in it, a title, or a part of a title.
  public var item: String
  /// Only records that were made by then count.
  public var asOf: Instant

  /// The question about `item` on `chart` on `day`.
  public init(chart: ChartName, day: Day, item: String, asOf: Instant) {
    (self.chart, self.day, self.item, self.asOf) = (chart, day, item, asOf)
  }

  /// The proof: the row, the version with the row, the record that names the version, and the path in the Merkle tree from the
  /// record to the digest of the lake.
  ///
  /// - Throws: a `noData` failure where the day is not published or has no such item, `damaged` where something in the lake is
  ///   missing or was altered.
  public func answer(from reader: LakeReader) async throws(Failure) -> JSONValue {
    let cutoff = Cutoff(asOf: asOf)
    let version = try await VersionQuestion(chart: chart, day: day, cutoff: cutoff).answer(from: reader)
    let entry = try version.entry(of: item, cutoff, from: reader)
    let snapshot = try reader.record(of: version.snapshot)
    let record = try await reader.storedRecord(of: version.snapshot)
    let log = try await RecordLog(reader.place, asOf: asOf)
    guard let index = log.lines.firstIndex(where: { $0.path == record.path }) else {
      throw Failure(.damaged, "the record \(record.path) is missing from the lake", remedy: .repairLake)
    }
    return [
      "format": 1, "proof": "row", "chart": .string("\(chart)"), "day": .string("\(day)"),
      "item": .string("\(entry.id)"), "row": .string(VersionDocument.line(entry)),
      "version": try ContentJSON.object(version.snapshot.version, version.bytes),
      "record": try ContentJSON.file(record.path, record.bytes),
      "list": JSONValue(snapshot.list?.object.description),
      "job": try await job(of: snapshot, from: reader),
      "tree": [
        "size": JSONValue(log.tree.size), "index": JSONValue(index),
        "path": .hashes(log.tree.inclusion(of: index)), "root": .string("\(log.tree.root)"),
      ],
    ]
  }

  /// The job file; without its bytes where the lake no longer has them, and null where the record names none.
  private func job(of snapshot: Snapshot, from reader: LakeReader) async throws(Failure) -> JSONValue {
    guard let job = snapshot.job, try await reader.objects.contains(job) else {
      return try ContentJSON.object(snapshot.job, nil)
    }
    return try ContentJSON.object(job, try await reader.bytes(of: job))
  }
}

/// How can somebody prove, without the lake, that its records begin with those of an earlier digest?
public struct ExtensionQuestion: Sendable {
  /// The earlier digest.
  public var earlier: MerkleHash
  /// Only records that were made by then count.
  public var asOf: Instant

  /// The question whether the records made by `asOf` begin with those of `earlier`.
  public init(earlier: MerkleHash, asOf: Instant) { (self.earlier, self.asOf) = (earlier, asOf) }

  /// The proof: both digests, and the hashes that lead from one to the other.
  ///
  /// - Throws: `damaged` where no prefix of the records has the earlier digest.
  public func answer(at place: LakePlace) async throws(Failure) -> JSONValue {
    let log = try await RecordLog(place, asOf: asOf)
    let size = try log.requireSize(with: earlier)
    return [
      "format": 1, "proof": "extension",
      "old": ["size": JSONValue(size), "root": .string("\(earlier)")],
      "new": ["size": JSONValue(log.tree.size), "root": .string("\(log.tree.root)")],
      "path": .hashes(log.tree.consistency(with: size)),
    ]
  }
}

extension JSONValue {
  fileprivate static func hashes(_ hashes: [MerkleHash]) -> JSONValue {
    .array(hashes.map { .string($0.description) })
  }
}
