import HTTPFetch
import Jobs
import LakeStore
import Pipeline
import RankingModel

/// A lake opened for work: what every use case that writes has in common.
struct WorkSession: Sendable {
  let workplace: Workplace
  let lake: Lake
  let work: WorkState

  /// The same, with the secrets at hand that the job of `definition` needs.
  func fetchingSecrets(of definition: JobDefinition) async throws(Failure) -> WorkSession {
    WorkSession(workplace: try await workplace.fetching(definition.secretNames), lake: lake, work: work)
  }

  /// A runner for the job called `job`, whose file says `definition`.
  func runner(_ job: String, _ definition: JobDefinition, input: ListSource? = nil) -> JobRunner {
    JobRunner(
      definition: definition, job: job, lake: lake, work: work, dependencies: workplace.dependencies,
      input: input)
  }
}

extension Workplace {
  /// Opens the lake, does `body`, and closes it again, whatever becomes of `body`. Cancelling stops `body` at the next safe
  /// place; it does not disturb the opening and the closing.
  ///
  /// - Parameters:
  ///   - scope: what is going to be written about.
  ///   - definition: the job that is going to be run, where one is.
  ///   - makesLake: whether a lake is made where there is none; otherwise that is a `noData` failure.
  func work<Value: Sendable>(
    on scope: Lake.Scope = .lake, for definition: JobDefinition? = nil, makesLake: Bool = false,
    _ body: @escaping @Sendable (WorkSession) async throws -> Value
  ) async throws -> Value {
    let workplace = try await fetching(definition?.secretNames ?? [])
    if !makesLake { try await LakeReader.requireLake(at: place) }
    // Loading libcurl takes about as long as opening a lake.
    let asksTheWeb = definition?.asksTheWeb == true && dependencies.fetcher is CurlFetcher
    let loading = asksTheWeb ? CurlFetcher.prepare() : nil
    let opened = await Task { try await workplace.open(scope) }.result
    await loading?.value
    let session = try opened.get()
    let result = await stoppable { try await body(session) }
    session.work.close()
    if case .success = result { await session.lake.keepCheckpoint() }
    await session.lake.close()
    return try result.get()
  }

  /// Does `body`, which is cancelled where this task is, or where `whileWorking` says so.
  ///
  /// - Returns: what became of it, also then: it has ended by that time.
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
