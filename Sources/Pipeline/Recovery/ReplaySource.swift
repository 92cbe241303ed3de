import JSON
public import Jobs
public import LakeStore
public import RankingModel

/// Makes lost versions again from the raw objects that their snapshots name, with the given jobs. Nothing is fetched.
public struct ReplaySource: ObjectSource {
  private let jobs: [JobDefinition]

  /// A source that knows `jobs`. A job that has changed since then makes other bytes, which are not used.
  public init(jobs: [JobDefinition]) { self.jobs = jobs }

  /// The source's name in plans and reports.
  public let name = "its raw objects, through the job again"

  /// The document of a lost version; `nil` if no job makes the same bytes again.
  public func bytes(of lost: LostObject, from reader: LakeReader) async throws(Failure) -> [UInt8]? {
    for snapshot in lost.snapshots where snapshot.version == lost.object {
      for job in jobs where job.chart == snapshot.chart {
        if let bytes = try await document(of: snapshot, job, reader), ObjectID(of: bytes) == lost.object {
          return bytes
        }
      }
    }
    return nil
  }

  /// The document that `job` makes from the raw objects of `snapshot`; `nil` if one of them is lost too.
  private func document(
    of snapshot: Snapshot, _ job: JobDefinition, _ reader: LakeReader
  ) async throws(Failure) -> [UInt8]? {
    guard let list = snapshot.list,
      let stored = try await unlessDamaged(awaiting: try await reader.bytes(of: list.object))
    else { return nil }
    // Lists that could be unpacked are stored unpacked.
    guard let transformed = try? Transformer(job).entries(of: stored, from: list.url) else { return nil }
    guard let enrichment = job.enrich else { return VersionDocument.bytes(transformed.entries) }
    let answers = snapshot.answers
    var entries: [Entry] = []
    for entry in transformed.entries {
      let mark = mark(of: entry.id, answers[entry.id], snapshot, enrichment)
      var fields: [JSONMember]?
      if let answer = answers[entry.id] {
        guard let body = try await unlessDamaged(awaiting: try await reader.bytes(of: answer.object)) else {
          return nil
        }
        fields = try? AnswerReader(enrichment).fields(status: 200, body: body, asked: entry.id)
      }
      entries.append(EntryMerge.entry(entry, answer: fields, mark: mark, enrichment: enrichment))
    }
    return VersionDocument.bytes(entries)
  }

  /// How the item was enriched in the run of `snapshot`, as far as the run's report tells.
  private func mark(
    of item: ItemID, _ answer: RawObject?, _ snapshot: Snapshot, _ enrichment: Enrichment
  ) -> EnrichmentMark {
    let report = snapshot.report
    let isDead = report.deadLetters?.contains { $0.item == item } ?? false
    guard let answer else { return isDead || report.enrichment.unenriched == 0 ? .failed : .unenriched }
    guard report.enrichment.stale > 0 else { return .enriched }
    let isGood = enrichment.isGood(answer, about: snapshot.capturedAt, at: report.startedAt)
    return isDead || !isGood ? .stale : .enriched
  }
}
