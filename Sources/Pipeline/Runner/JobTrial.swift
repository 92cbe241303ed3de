import HTTPFetch
public import Jobs
import ListSources
public import RankingModel

/// What a job makes of a day's list: no lake, nothing asked about items, nothing kept.
public struct JobTrial: Sendable {
  /// The job.
  public var definition: JobDefinition
  /// The day.
  public var day: Day
  /// Where the list came from.
  public var url: String
  /// What the list came to.
  public var result: TransformResult
  /// What those checks say that need neither an earlier day nor enrichment.
  public var findings: [Finding]

  /// Tries `definition` for `day` with the list of `input`; without one, with the list that a run of that day reads.
  ///
  /// - Throws: `Failure` where there is no list, or no row can be read from it.
  public static func run(
    _ definition: JobDefinition, on day: Day, input: ListSource?, _ dependencies: RunDependencies
  ) async throws -> JobTrial {
    let extractor = dependencies.extractor(of: definition)
    let isCurrent = definition.isCurrent(day, at: dependencies.clock())
    do {
      let response: FetchResponse
      if let source = input ?? (isCurrent ? definition.extract.source : nil) {
        response = try await extractor.list(from: source, for: day)
      } else {
        response = try await pastList(of: definition, day, dependencies)
      }
      let result = try Transformer(definition).entries(
        of: try extractor.unpacked(response.body), from: response.effectiveURL)
      return JobTrial(
        definition: definition, day: day, url: response.effectiveURL, result: result,
        findings: findings(of: definition, on: day, result))
    } catch let problem as ExtractionProblem {
      throw Failure(problem.state == .missing ? .noData : .source, problem.reason)
    } catch let error as TransformError {
      throw Failure(.definition, "the list cannot be read as the job file says: \(error)")
    }
  }

  /// The last list of `day` of the first archive that has one.
  private static func pastList(
    of definition: JobDefinition, _ day: Day, _ dependencies: RunDependencies
  ) async throws -> FetchResponse {
    let archives = try await ArchiveIndex(of: definition, from: day, to: day, dependencies)
    return try await closing({ await archives.close() }) {
      var problem = archives.missing(day)
      for capture in archives.candidates(for: day).compactMap(\.last) {
        do { return try await archives.list(of: capture) } catch let found as ExtractionProblem {
          problem = found
          guard found.state == .missing else { break }
        }
      }
      throw problem
    }
  }

  private static func findings(
    of definition: JobDefinition, on day: Day, _ result: TransformResult
  ) -> [Finding] {
    // What enrichment adds is not there.
    let checker = Checker(definition.withoutEnrichment.check)
    let findings = checker.findings(entries: result.entries, transform: result, previous: nil)
    return findings
      + (definition.extract.date == nil ? [] : checker.date(of: result, on: day, definition.cadence))
  }
}
