import HTTPFetch
import Jobs
import ListSources
import RankingModel

/// Returns the result of `work`. `close` is called after `work`, even if it fails.
package func closing<Value>(
  _ close: () async -> Void, after work: () async throws -> Value
) async throws -> Value {
  do {
    let value = try await work()
    await close()
    return value
  } catch {
    await close()
    throw error
  }
}

extension RunDependencies {
  /// The source of the captures of `archive`.
  ///
  /// - Parameter own: the id of the lake that the job fills, if it exists. This lake cannot be its own archive.
  /// - Throws: a `Failure` if the archive cannot be used at all.
  func captures(
    of archive: Archive, for definition: JobDefinition, own: String? = nil
  ) throws(Failure) -> any CaptureSource {
    let extractor = extractor(of: definition)
    return switch archive {
    case .dated(let source, let dates):
      DatedCaptures(source, dates: dates, cadence: definition.cadence, extractor)
    case .git(let git): GitCaptures(git, definition: definition, environment: environment, clock: clock)
    case .github(let github):
      GitHubCaptures(
        github, definition: definition, fetcher: fetcher, environment: environment, clock: clock, sleep: sleep
      )
    case .wayback(let wayback):
      WaybackCaptures(wayback, definition: definition, fetcher: fetcher, clock: clock, sleep: sleep)
    case .document(let document): DocumentCaptures(document, extractor)
    case .files(let files): FileCaptures(files, of: definition, extractor)
    case .lake(let lake): LakeCaptures(lake, for: definition, own: own, fetcher: fetcher)
    }
  }
}
