import HTTPFetch
public import Jobs
public import LakeStore
import ListSources
public import RankingModel

/// Fetches lost lists again, if an archive or the live address still has the same bytes. Each archive is opened once. Call
/// `close` at the end.
public actor RefetchSource: ObjectSource {
  private let jobs: [JobDefinition]
  private let dependencies: RunDependencies
  private var opened: [Opened: any CaptureSource] = [:]

  /// A source that knows `jobs` and fetches with `dependencies`.
  public init(jobs: [JobDefinition], dependencies: RunDependencies) {
    (self.jobs, self.dependencies) = (jobs, dependencies)
  }

  /// The source's name in plans and reports.
  public nonisolated let name = "the source of the list, fetched again"

  /// The bytes of a lost list; `nil` if no source has them any more.
  ///
  /// - Throws: a `source` failure if no source sent the bytes, and one could not be asked.
  public func bytes(of lost: LostObject, from reader: LakeReader) async throws(Failure) -> [UInt8]? {
    var tried: Set<Place> = []
    var notAsked: String?
    let days =
      lost.snapshots.map { ($0.chart, $0.day, $0.raw) } + lost.runs.map { ($0.chart, $0.day, $0.raw) }
    for (chart, day, raw) in days {
      for list in raw where list.object == lost.object && list.role == .list {
        for (number, job) in jobs.enumerated() where job.chart == chart {
          for place in places(of: list, day, job) where tried.insert(place).inserted {
            let body: [UInt8]
            do { body = try await self.body(at: place, number) } catch {
              let problem = error as? ExtractionProblem
              if problem?.state != .missing {
                notAsked = problem?.reason ?? (error as? Failure)?.message ?? "it was stopped"
              }
              continue
            }
            // A list that cannot be unpacked is stored as it came.
            for bytes in [try? dependencies.extractor(of: job).unpacked(body), body] {
              if let bytes, ObjectID(of: bytes) == lost.object { return bytes }
            }
          }
        }
      }
    }
    if let notAsked { throw Failure(.source, notAsked) }
    return nil
  }

  /// Releases what the archives hold.
  public func close() async {
    for source in opened.values { await source.close() }
    opened = [:]
  }

  /// A place that may have a list.
  private enum Place: Hashable {
    case live(ListSource, Day)
    case archive(Archive, Capture)
  }

  /// An archive of the job with the number `job` in `jobs`.
  private struct Opened: Hashable {
    var job: Int
    var archive: Archive
  }

  /// The places that may have the list of `day`: the archive that the record names, the archives that are asked for a day, and
  /// the live address if the day is the current one.
  private func places(of list: RawObject, _ day: Day, _ job: JobDefinition) -> [Place] {
    let past = job.pastArchives.compactMap { archive -> Place? in
      let isRecorded = archive.name == list.capture?.archive
      guard isRecorded || archive.source != nil else { return nil }
      return .archive(archive, Capture(day: day, id: isRecorded ? list.capture?.id : nil))
    }
    let live = job.extract.source
    let isToday = !live.namesDay && job.isCurrent(day, at: dependencies.clock())
    return past + (isToday ? [.live(live, day)] : [])
  }

  private func body(at place: Place, _ job: Int) async throws -> [UInt8] {
    switch place {
    case .live(let source, let day):
      return try await dependencies.extractor(of: jobs[job]).list(from: source, for: day).body
    case .archive(let archive, let capture):
      let key = Opened(job: job, archive: archive)
      let source = try opened[key] ?? dependencies.captures(of: archive, for: jobs[job])
      opened[key] = source
      return try await source.list(of: capture).body
    }
  }
}
