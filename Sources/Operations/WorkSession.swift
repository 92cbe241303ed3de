import HTTPFetch
import Jobs
import LakeStore
import Pipeline
import RankingModel

/// A lake opened for work, as every use case that writes needs it.
struct WorkSession: Sendable {
  let workplace: Workplace
  let lake: Lake
  let work: WorkState

  /// The same session, with the secrets that the job of `definition` needs.
  func fetchingSecrets(of definition: JobDefinition) async throws(Failure) -> WorkSession {
    WorkSession(workplace: try await workplace.fetching(definition.secretNames), lake: lake, work: work)
  }

  /// A runner for the job called `job` with the definition `definition`.
  func runner(_ job: String, _ definition: JobDefinition, input: ListSource? = nil) -> JobRunner {
    JobRunner(
      definition: definition, job: job, lake: lake, work: work, dependencies: workplace.dependencies,
      input: input)
  }
}

extension Workplace {
  /// Opens the lake, does `body`, and closes the lake again whether or not `body` succeeds. Then tells the front which claims do
  /// not hold on the charts of which something was recorded, since when and why. A cancellation stops `body` at the next safe
  /// place; it does not interrupt opening and closing.
  ///
  /// - Parameters:
  ///   - scope: the part of the lake that will be written to.
  ///   - definition: the job that will be run, if there is one.
  ///   - makesLake: whether to make a lake if there is none. Otherwise a missing lake is a `noData` failure.
  func work<Value: Sendable>(
    on scope: Lake.Scope = .lake, for definition: JobDefinition? = nil, makesLake: Bool = false,
    _ body: @escaping @Sendable (WorkSession) async throws -> Value
  ) async throws -> Value {
    let workplace = try await fetching(definition?.secretNames ?? [])
    if !makesLake { try await LakeReader.requireLake(at: place) }
    // Loading libcurl takes about as long as opening a lake, so both happen at the same time.
    let asksTheWeb = definition?.asksTheWeb == true && dependencies.fetcher is CurlFetcher
    let loading = asksTheWeb ? CurlFetcher.prepare() : nil
    let opened = await Task { try await workplace.open(scope) }.result
    await loading?.value
    let session = try opened.get()
    let result = await stoppable { try await body(session) }
    session.work.close()
    if case .success = result { await session.lake.keepCheckpoint() }
    let changed = await session.lake.changedCharts
    await session.lake.close()
    // A person who stops a command does not want to wait until claims are answered. The next command that records something on
    // these charts counts them.
    if case .failure(let error) = result, error.isInterruption { throw error }
    await tellBrokenClaims(after: changed)
    return try result.get()
  }

  /// Does `body`, and cancels it if this task is cancelled or if `whileWorking` asks for it.
  ///
  /// - Returns: the result of `body`. Even after a cancellation, `body` has ended by then.
  func stoppable<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async -> Result<Value, any Error> {
    let task = Task { try await body() }
    let ended = whileWorking { task.cancel() }
    defer { ended() }
    return await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
  }

  private func open(_ scope: Lake.Scope) async throws -> WorkSession {
    let folder = place.folder
    let lake = try await Lake.open(
      place, for: scope, options: options,
      with: Lake.Companion { () throws(Failure) in
        try WorkState.isMissing(in: folder)
      } make: { reader throws(Failure) in
        try await WorkState.make(in: folder, restoringFrom: reader)
      })
    do { return WorkSession(workplace: self, lake: lake, work: try WorkState(folder: folder)) } catch {
      await lake.close()
      throw error
    }
  }
}
