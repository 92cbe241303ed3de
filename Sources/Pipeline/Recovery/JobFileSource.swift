public import Jobs
public import LakeStore

/// Replaces job files that a lake has lost by the job files of the given jobs.
public struct JobFileSource: ObjectSource {
  private let jobs: [JobDefinition]

  /// A source that knows `jobs`.
  public init(jobs: [JobDefinition]) { self.jobs = jobs }

  /// The source's name in plans and reports.
  public let name = "the job file"

  /// The bytes of the job file that is the lost object; `nil` if none of the jobs has it.
  public func bytes(of lost: LostObject, from reader: LakeReader) -> [UInt8]? {
    jobs.first { $0.digest == lost.object }?.source
  }
}
