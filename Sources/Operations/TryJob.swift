import Jobs
public import Pipeline
public import RankingModel

extension Workplace {
  /// Extracts and transforms the list of `day`, or of the job's current day, without a lake.
  ///
  /// - Parameter input: the file that holds the list, in place of the job's sources; "-" is standard input.
  /// - Throws: a `definition` failure if the job cannot be used or does not fit the list, `no-data` and `source` failures if
  ///   there is no list, `usage` if the day is in the future.
  public func tryJob(_ job: String, for day: Day? = nil, input: String? = nil) async throws -> JobTrial {
    let definition = try definition(of: job)
    let input = try input.map { try ListInput.source($0, atMost: definition.extract.maximumSize) }
    let day = try definition.day(day, at: now)
    return try await JobTrial.run(
      definition, on: day, input: input, try await fetching(definition.secretNames).dependencies)
  }
}
