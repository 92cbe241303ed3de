import HTTPFetch
public import Jobs
import ListSources
import Logging
public import RankingModel

extension RunDependencies {
  /// The days from `first` to `last` of which the archives of `definition` say that they have lists, by the name of the archive,
  /// in the order of the job file. Archives that cannot tell are left out, and so is one that could not be asked: the log says why.
  ///
  /// - Parameters:
  ///   - asking: whether archives are asked that are not at hand too.
  ///   - own: the id of the lake that the job fills.
  public func archivedDays(
    of definition: JobDefinition, from first: Day, to last: Day, asking: Bool, own: String?
  ) async throws -> [(archive: String, days: Set<Day>)] {
    var listed: [(archive: String, days: Set<Day>)] = []
    for archive in definition.pastArchives {
      do {
        guard let source = listing(of: archive, for: definition, own: own), asking || source.isLocal else {
          continue
        }
        let captures = try await source.captures(from: first, to: last)
        await source.close()
        if let captures { listed.append((archive.name, Set(captures.map(\.day)))) }
      } catch let failure as Failure {
        logger.warning(
          "an archive could not be listed",
          metadata: ["archive": "\(archive.name)", "reason": "\(failure.message)"])
      }
    }
    return listed
  }

  /// What tells the days of `archive`; `nil` where nothing does.
  private func listing(
    of archive: Archive, for definition: JobDefinition, own: String?
  ) -> (any CaptureSource)? {
    switch archive {
    case .lake(let lake): LakeCaptures(lake, for: definition, own: own, fetcher: fetcher)
    case .dated: DatedListing(archive: archive, definition: definition, dependencies: self)
    case .git, .github, .wayback, .document, .files: nil
    }
  }
}

/// The days that an archive of dated lists tells. No list is read.
private struct DatedListing: CaptureSource {
  let archive: Archive
  let definition: JobDefinition
  let dependencies: RunDependencies

  var isLocal: Bool {
    guard case .dated(let source, let dates) = archive else { return false }
    return dates.map { URLTemplate($0).scheme == "file" } ?? source.isLocal
  }

  func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    // The document of the dates is one, and asked for by GET, whatever the list is like.
    var extraction = definition.extract
    (extraction.pages, extraction.request.method, extraction.request.body) = (nil, .get, nil)
    let listed = ListedDays(
      extractor: dependencies.extractor(of: definition, extraction), folder: definition.folder)
    return try await listed.days(of: archive)?.sorted().map { Capture(day: $0) }
  }

  func list(of capture: Capture) async throws -> FetchResponse {
    throw ExtractionProblem(state: .missing, reason: "no list is read from a listing")
  }
}
