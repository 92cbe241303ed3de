import HTTPFetch
public import Jobs
import ListSources
public import RankingModel

extension RunDependencies {
  /// The names of the bytes that the source of a snapshot's list has now in its place: as they come, and unpacked. None where the
  /// source has nothing there any longer. Nothing is stored.
  ///
  /// - Throws: a `source` failure where the source could not be asked, `noData` where it cannot have that list, `definition` where the job no longer names the archive.
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

  /// The list as its capture has it; one without a capture comes from the live address, on the day itself or where that names the
  /// day.
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
