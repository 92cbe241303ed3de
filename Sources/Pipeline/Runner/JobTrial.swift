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
    let sources = input.map { [$0] } ?? (isCurrent ? [definition.extract.source] : definition.pastSources)
    do {
      let response = try await sources.firstList { try await extractor.list(from: $0, for: day) }
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

  private static func findings(
    of definition: JobDefinition, on day: Day, _ result: TransformResult
  ) -> [Finding] {
    var checks = definition.check
    // What enrichment adds is not there.
    let own = Set(definition.transform.fields.map(\.name) + ["rank"])
    checks.required?.value.removeAll { !own.contains($0) }
    let checker = Checker(checks)
    let findings = checker.findings(entries: result.entries, transform: result, previous: nil)
    return findings
      + (definition.extract.date == nil ? [] : checker.date(of: result, on: day, definition.cadence))
  }
}
