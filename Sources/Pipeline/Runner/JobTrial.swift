import HTTPFetch
public import Jobs
import ListSources
public import RankingModel

/// The result of trying a job on a day's list. A trial uses no lake, asks nothing about items and keeps nothing.
public struct JobTrial: Sendable {
  /// The job.
  public var definition: JobDefinition
  /// The day.
  public var day: Day
  /// Where the list came from.
  public var url: String
  /// The result of the transform.
  public var result: TransformResult
  /// The findings of the checks that need neither an earlier day nor enrichment.
  public var findings: [Finding]

  /// The job's fields besides rank, id and title, in the order of the file, and whether their values are numbers.
  public var fields: [(name: String, isNumber: Bool)] {
    definition.transform.fields.filter { !["rank", "id", "title"].contains($0.name) }
      .map { (name: $0.name, isNumber: $0.type.isNumber) }
  }

  /// Tries `definition` for `day` with the list in `input`. Without an input, uses the list that a run of that day would read.
  ///
  /// - Throws: `Failure` if there is no list, or if no row of it can be read.
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
      guard problem.state == .missing else { throw Failure(.source, problem.reason) }
      throw Failure(.noData, problem.reason, remedy: .words("ask for a day that has a list"))
    } catch let error as TransformError {
      throw Failure(.definition, "the list cannot be read as the job file says: \(error)")
    }
  }

  /// The last list of `day` in the first archive that has one.
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
    // Fields that enrichment would add are absent.
    let checker = Checker(definition.withoutEnrichment.check)
    let findings = checker.findings(entries: result.entries, transform: result, previous: nil)
    return findings
      + (definition.extract.date == nil ? [] : checker.date(of: result, on: day, definition.cadence))
  }
}
