import HTTPFetch
import Jobs
import ListSources
import RankingModel

extension RunDependencies {
  /// Where the captures of `archive` come from.
  ///
  /// - Parameter own: the id of the lake that the job fills, where there is one: no archive of its own.
  /// - Throws: a `Failure` where the archive cannot be used at all.
  func captures(
    of archive: Archive, for definition: JobDefinition, own: String? = nil
  ) throws(Failure) -> any CaptureSource {
    switch archive {
    case .dated(let source, let dates):
      DatedCaptures(source: source, dates: dates, dependencies: self, definition: definition)
    case .lake(let lake): LakeCaptures(lake, for: definition, own: own, fetcher: fetcher)
    default: throw Failure(.definition, "the archive \(archive.name) cannot be asked yet")
    }
  }
}

struct DatedCaptures: CaptureSource {
  let source: ListSource
  let dates: String?
  let dependencies: RunDependencies
  let definition: JobDefinition

  var isLocal: Bool { source.isLocal }

  func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    // The document of the dates is one, and asked for by GET, whatever the list is like.
    var extraction = definition.extract
    (extraction.pages, extraction.request.method, extraction.request.body) = (nil, .get, nil)
    let listed = ListedDays(
      extractor: dependencies.extractor(of: definition, extraction), folder: definition.folder)
    return try await listed.days(of: .dated(source, dates: dates))?.sorted().map { Capture(day: $0) }
  }

  func list(of capture: Capture) async throws -> FetchResponse {
    try await dependencies.extractor(of: definition).list(from: source, for: capture.day)
  }
}
