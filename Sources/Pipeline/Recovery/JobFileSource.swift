public import Jobs
public import LakeStore

/// Job files at hand, in place of those that a lake has lost.
public struct JobFileSource: ObjectSource {
  private let jobs: [JobDefinition]

  /// A source that knows `jobs`.
  public init(jobs: [JobDefinition]) { self.jobs = jobs }

  /// What plans and reports call it.
  public let name = "the job file"

  /// The bytes of the job file that is the lost object.
  public func bytes(of lost: LostObject, from reader: LakeReader) -> [UInt8]? {
    jobs.first { $0.digest == lost.object }?.source
  }
}
