public import HTTPFetch
public import Jobs
public import LakeStore
import ListSources
public import RankingModel

/// Fetches lost lists again, where the source of their day still has the same bytes.
public struct RefetchSource: ObjectSource {
  private let jobs: [JobDefinition]
  private let fetcher: any Fetching
  private let environment: [String: String]
  private let clock: @Sendable () -> Instant

  /// A source that knows `jobs` and fetches with `fetcher`, and with the keys of `environment`.
  public init(
    jobs: [JobDefinition], fetcher: any Fetching, environment: [String: String],
    clock: @escaping @Sendable () -> Instant
  ) { (self.jobs, self.fetcher, self.environment, self.clock) = (jobs, fetcher, environment, clock) }

  /// What plans and reports call it.
  public let name = "the source of the list, fetched again"

  /// The bytes of a lost list, where its source still sends them.
  public func bytes(of lost: LostObject, from reader: LakeReader) async throws(Failure) -> [UInt8]? {
    var tried: Set<Tried> = []
    var notAsked: String?
    let days =
      lost.snapshots.map { ($0.chart, $0.day, $0.raw) } + lost.runs.map { ($0.chart, $0.day, $0.raw) }
    for (chart, day, raw) in days where raw.contains(where: { $0.object == lost.object && $0.role == .list })
    {
      for job in jobs where job.chart == chart {
        let extractor = ListExtractor(
          extraction: job.extract, folder: job.folder, fetcher: fetcher, environment: environment)
        for source in sources(of: job, for: day) {
          guard tried.insert(Tried(source: source, day: source.namesDay ? day : nil)).inserted else {
            continue
          }
          let body: [UInt8]
          do { body = try await extractor.list(from: source, for: day).body } catch {
            let problem = error as? ExtractionProblem
            if problem?.state != .missing {
              notAsked = problem?.reason ?? (error as? Failure)?.message ?? "it was stopped"
            }
            continue
          }
          // A list that cannot be unpacked is stored as it came.
          for bytes in [try? extractor.unpacked(body), body] {
            if let bytes, ObjectID(of: bytes) == lost.object { return bytes }
          }
        }
      }
    }
    if let notAsked { throw Failure(.source, notAsked) }
    return nil
  }

  /// What was asked: a source, for a day where it has one for each.
  private struct Tried: Hashable {
    var source: ListSource
    var day: Day?
  }

  /// Where the list of `day` may be had: the sources of past days, and the live one on the day itself.
  private func sources(of job: JobDefinition, for day: Day) -> [ListSource] {
    let live = job.extract.source
    let isToday = !live.namesDay && job.isCurrent(day, at: clock())
    let past = job.pastArchives.compactMap { archive in
      if case .dated(let source, _) = archive { source } else { nil }
    }
    return past + (isToday ? [live] : [])
  }
}
