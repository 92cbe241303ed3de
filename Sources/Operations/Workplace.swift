public import HTTPFetch
import Jobs
public import LakeStore
public import Logging
public import Pipeline
public import RankingModel

/// A lake with its jobs, and all that work on them needs from outside. Every use case is a method of it, one a file, whoever
/// calls: the command line, a scheduler, a web page.
///
/// Who wants to stop a use case cancels the task that called it: it ends at the next safe place, and the same call goes on
/// later. Progress is told as values; the words are the caller's.
public struct Workplace: Sendable {
  /// Where the lake is.
  public var place: LakePlace
  /// The job files.
  public var jobs: JobFolder
  /// How the lake is opened for writing.
  public var options: Lake.Options
  /// What runs need: the network, the environment, the clock, the log.
  public var dependencies: RunDependencies
  /// Told when work on an open lake begins, with a function that stops it at the next safe place. What it returns is called
  /// when that work has ended. Before and after, nothing is under way that a kill could cost.
  public var whileWorking: @Sendable (_ stop: @escaping @Sendable () -> Void) -> (() -> Void) = { _ in {} }

  /// Told, in a sentence, what went wrong beside the work, and does not make it fail: somebody could not be told of a chart.
  public var warning: @Sendable (String) -> Void = { _ in }

  /// Asks the questions of claims. Without a front, none can be asked.
  public var asking: Asking = { _, _, _ in throw Failure(.program, "nobody can ask the question") }

  /// Gives a secret that a store keeps, by what the store calls it. Without a front, there is no store.
  public var secret: @Sendable (_ name: String) async throws(Failure) -> String = { name throws(Failure) in
    throw Failure(.definition, "there is no store of secrets to ask for \(name)")
  }

  /// Gives the place of another lake by its folder or its address. Without a front, there are only folders.
  public var otherLake: @Sendable (_ name: String) async throws(Failure) -> LakePlace = {
    name throws(Failure) in LakePlace(folder: name)
  }

  /// Told of each claim that does not hold after something was recorded of its chart.
  public var onBrokenClaim: @Sendable (ClaimCheck) -> Void = { _ in }

  /// Whoever is told of a chart has so many seconds to take the notice.
  public var noticeTimeLimit = 10.0

  /// A workplace that goes by the clock of `options`.
  public init(
    place: LakePlace, jobs: JobFolder, options: Lake.Options, environment: [String: String],
    fetcher: any Fetching, logger: Logger
  ) {
    (self.place, self.jobs, self.options) = (place, jobs, options)
    self.dependencies = RunDependencies(
      fetcher: fetcher, environment: environment, clock: options.clock, logger: logger)
  }

  /// Told of each day of a run when it is durable.
  public typealias OnDay = @Sendable (RunReport) async -> Void

  /// Told how many of how many objects have been read, by several threads at once and so perhaps out of order.
  public typealias OnProgress = @Sendable (_ done: Int, _ total: Int) -> Void

  /// The same, with the secrets at hand that stores call `names`.
  func fetching(_ names: Set<String>) async throws(Failure) -> Workplace {
    var workplace = self
    for name in names.sorted() {
      workplace.dependencies.environment[KeySource.variable(ofSecret: name)] = try await secret(name)
    }
    return workplace
  }

  /// What time it is.
  public var now: Instant { options.clock() }
}
