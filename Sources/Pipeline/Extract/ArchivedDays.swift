public import Jobs
import ListSources
import Logging
public import RankingModel

extension RunDependencies {
  /// The days from `first` to `last` for which the archives of `definition` list captures, by the name of the archive, in the
  /// order of the job file. Archives that cannot list their days are left out. So are archives that could not be asked; the log
  /// says why.
  ///
  /// - Parameters:
  ///   - asking: whether archives that are not local are asked too.
  ///   - own: the id of the lake that the job fills.
  public func archivedDays(
    of definition: JobDefinition, from first: Day, to last: Day, asking: Bool, own: String?
  ) async throws -> [(archive: String, days: Set<Day>)] {
    var listed: [(archive: String, days: Set<Day>)] = []
    for archive in definition.pastArchives {
      do {
        let source = try captures(of: archive, for: definition, own: own)
        guard asking || source.isLocal else { continue }
        let captures = try await closing({ await source.close() }) {
          try await source.captures(from: first, to: last)
        }
        if let captures { listed.append((archive.name, Set(captures.map(\.day)))) }
      } catch let failure as Failure {
        logger.warning(
          "an archive could not be listed",
          metadata: ["archive": "\(archive.name)", "reason": "\(failure.message)"])
      }
    }
    return listed
  }
}
