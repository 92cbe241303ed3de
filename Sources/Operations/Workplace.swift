public import HTTPFetch
import Jobs
public import LakeStore
public import Logging
public import Pipeline
public import RankingModel

/// A lake with its jobs, and everything outside that work on them needs. Every use case is a method of this type, one per file,
/// for every front: the command line, a scheduler, a web page.
///
/// To stop a use case, cancel the task that called it. The use case ends at the next safe place, and a repeated call goes on from
/// there. Progress is reported as values; the caller puts it into words.
public struct Workplace: Sendable {
  /// Where the lake is.
  public var place: LakePlace
  /// The job files.
  public var jobs: JobFolder
  /// How the lake is opened for writing.
  public var options: Lake.Options
  /// The dependencies of runs: the network, the environment, the clock, the log.
  public var dependencies: RunDependencies
  /// Called when work on an open lake begins, with a function that stops the work at the next safe place. The returned function
  /// is called when the work has ended. Before the beginning and after the end, killing the process loses nothing.
  public var whileWorking: @Sendable (_ stop: @escaping @Sendable () -> Void) -> (() -> Void) = { _ in {} }

  /// Called with a sentence about a problem that does not make the work fail, such as a channel that could not be told of a
  /// chart.
  public var warning: @Sendable (String) -> Void = { _ in }

  /// Asks the questions of claims. Without a front, no question can be asked.
  public var asking: Asking = { _, _, _ in throw Failure(.program, "nobody can ask the question") }

  /// Returns the secret that the front's store keeps under a name. Without a front, there is no store.
  public var secret: @Sendable (_ name: String) async throws(Failure) -> String = { name throws(Failure) in
    throw Failure(.definition, "there is no store of secrets to ask for \(name)")
  }

  /// Returns the place of another lake, which is named by its folder or its address. Without a front, a name is always a folder.
  public var otherLake: @Sendable (_ name: String) async throws(Failure) -> LakePlace = {
    name throws(Failure) in LakePlace(folder: name)
  }

  /// Called with each claim that no longer holds because of what was recorded of its chart, or whose question can no longer be
  /// asked, and with the lake that keeps the claim.
  public var onBrokenClaim: @Sendable (ClaimCheck, LakePlace) -> Void = { _, _ in }

  /// Called after `onBrokenClaim` with the number of claims about the same charts that did not hold before either, if there are any.
  public var onEarlierBrokenClaims: @Sendable (Int, LakePlace) -> Void = { _, _ in }

  /// The time in seconds that a channel has to accept a notice.
  public var noticeTimeLimit = 10.0

  /// A workplace that uses the clock of `options`.
  public init(
    place: LakePlace, jobs: JobFolder, options: Lake.Options, environment: [String: String],
    fetcher: any Fetching, logger: Logger
  ) {
    (self.place, self.jobs, self.options) = (place, jobs, options)
    self.dependencies = RunDependencies(
      fetcher: fetcher, environment: environment, clock: options.clock, logger: logger)
  }

  /// Called with the report of each day of a run once the day is durable.
  public typealias OnDay = @Sendable (RunReport) async -> Void

  /// Called with the number of objects read and the number of all objects. Several threads may call it at the same time, so the
  /// numbers may arrive out of order.
  public typealias OnProgress = @Sendable (_ done: Int, _ total: Int) -> Void

  /// The same workplace, with the secrets `names` fetched from the store.
  func fetching(_ names: Set<String>) async throws(Failure) -> Workplace {
    var workplace = self
    for name in names.sorted() {
      workplace.dependencies.environment[KeySource.variable(ofSecret: name)] = try await secret(name)
    }
    return workplace
  }

  /// The current time.
  public var now: Instant { options.clock() }
}
