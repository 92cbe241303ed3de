import HTTPFetch
public import Jobs
import ListSources
public import RankingModel

extension RunDependencies {
  /// The ids of the bytes that the source now has in place of a snapshot's list: as they come, and unpacked. Empty if the source
  /// no longer has anything there. Nothing is stored.
  ///
  /// - Throws: a `source` failure if the source could not be asked, `noData` if it cannot have that list any more, `definition`
  ///   if the job no longer names the archive.
  public func objectsNow(of snapshot: Snapshot, by definition: JobDefinition) async throws -> Set<ObjectID> {
    let body: [UInt8]
    do {
      body = try await list(of: snapshot, by: definition).body
    } catch let problem as ExtractionProblem {
      guard problem.state == .unavailable else { return [] }
      throw Failure(.source, problem.reason, remedy: .tryAgain)
    }
    let unpacked = try? extractor(of: definition).unpacked(body)
    return Set([body, unpacked ?? body].map { ObjectID(of: $0) })
  }

  /// Fetches the list of the snapshot's capture. A list without a capture comes from the live address, if the address names the
  /// day or the day is the current one.
  private func list(of snapshot: Snapshot, by definition: JobDefinition) async throws -> FetchResponse {
    guard let capture = snapshot.list?.capture else {
      let live = definition.extract.source
      guard snapshot.list != nil else {
        throw Failure(.noData, "nothing was fetched for \(snapshot.chart) on \(snapshot.day)")
      }
      guard live.namesDay || definition.isCurrent(snapshot.day, at: clock()) else {
        throw Failure(
          .noData,
          "the source serves only its current list: that of \(snapshot.day) cannot be asked for again")
      }
      return try await extractor(of: definition).list(from: live, for: snapshot.day)
    }
    guard let archive = definition.pastArchives.first(where: { $0.name == capture.archive }) else {
      throw Failure(
        .definition, "the job file names the archive \(capture.archive) no longer",
        remedy: .words("name it again among its archives"))
    }
    let source = try captures(of: archive, for: definition)
    return try await closing({ await source.close() }) {
      try await source.list(of: Capture(day: snapshot.day, at: snapshot.capturedAt, id: capture.id))
    }
  }
}
