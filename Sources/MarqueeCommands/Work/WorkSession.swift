import HTTPFetch
import LakeStore
import Logging
import Pipeline
import RankingModel
import Storage

/// A lake opened for work, with all that a job needs: what every command that writes has in common.
struct WorkSession: Sendable {
  let options: GlobalOptions
  let lake: Lake
  let work: WorkState
  let dependencies: RunDependencies

  /// Opens the lake that `options` name, does `body`, and closes it again, whatever becomes of `body`. An
  /// interrupt (Ctrl-C) or a request to end (SIGTERM) cancels `body`, which stops at the next safe place.
  ///
  /// - Parameters:
  ///   - scope: what is going to be written about.
  ///   - definition: the job that is going to be run, where one is.
  ///   - makesLake: whether a lake is made where there is none; otherwise that is a `noData` failure.
  static func with<Value: Sendable>(
    _ options: GlobalOptions, scope: Lake.Scope = .lake, for definition: JobDefinition? = nil,
    makesLake: Bool = false,
    _ body: @escaping @Sendable (WorkSession) async throws -> Value
  ) async throws -> Value {
    if !makesLake { try await LakeReader.requireLake(at: options.place) }
    // Loading libcurl takes about as long as opening a lake.
    let loading = definition?.asksTheWeb == true ? CurlFetcher.prepare() : nil
    let opened: Result<WorkSession, any Error>
    do { opened = .success(try await open(options, scope)) } catch { opened = .failure(error) }
    await loading?.value
    let session = try opened.get()
    let task = Task { try await body(session) }
    let signals = StopSignals { task.cancel() }
    let result = await task.result
    signals.restore()
    session.work.close()
    await session.lake.close()
    return try result.get()
  }

  private static func open(_ options: GlobalOptions, _ scope: Lake.Scope) async throws -> WorkSession {
    let folder = options.lake
    let lake = try await Lake.open(
      options.place, for: scope, options: options.lakeOptions,
      with: Lake.Companion { () throws(Failure) in
        try WorkState.isMissing(in: folder)
      } make: { reader throws(Failure) in
        try await WorkState.make(in: folder, restoringFrom: reader)
      })
    do {
      return WorkSession(
        options: options, lake: lake, work: try WorkState(folder: folder), dependencies: options.dependencies)
    } catch {
      await lake.close()
      throw error
    }
  }

  /// A runner for the job named or standing at `job`.
  func runner(_ job: String) throws -> JobRunner {
    runner(job, try options.definition(of: job))
  }

  /// A runner for the job called `job`, whose file says `definition`.
  func runner(_ job: String, _ definition: JobDefinition) -> JobRunner {
    JobRunner(definition: definition, job: job, lake: lake, work: work, dependencies: dependencies)
  }
}

extension GlobalOptions {
  /// What jobs need from outside.
  var dependencies: RunDependencies {
    // The lake's own files need some of what may be open.
    let connections = max(2, min(16, openFileLimit() / 8))
    let fetcher = CurlFetcher(maximumConnections: connections, version: marqueeVersion, logger: logger)
    return RunDependencies(
      fetcher: fetcher, environment: context.environment, clock: context.clock, logger: logger)
  }
}
