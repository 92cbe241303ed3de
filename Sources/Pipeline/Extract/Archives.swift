import HTTPFetch
import Jobs
import ListSources
import RankingModel

extension RunDependencies {
  /// Where the captures of `archive` come from.
  ///
  /// - Throws: a `Failure` where the archive cannot be used at all.
  func captures(of archive: Archive, for definition: JobDefinition) throws(Failure) -> any CaptureSource {
    let extractor = extractor(of: definition)
    return switch archive {
    case .dated(let source, let dates):
      DatedCaptures(source, dates: dates, cadence: definition.cadence, extractor)
    case .git(let git): GitCaptures(git, definition: definition, environment: environment)
    case .github(let github):
      GitHubCaptures(
        github, definition: definition, fetcher: fetcher, environment: environment, clock: clock, sleep: sleep)
    case .wayback(let wayback):
      WaybackCaptures(wayback, definition: definition, fetcher: fetcher, clock: clock, sleep: sleep)
    case .document(let document): DocumentCaptures(document, extractor)
    case .files(let files): FileCaptures(files, of: definition, extractor)
    default: throw Failure(.definition, "the archive \(archive.name) cannot be asked yet")
    }
  }
}
