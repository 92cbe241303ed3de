public import LakeStore
public import RankingModel
import Storage

/// The durable work state of a lake: work that is under way, and data that must outlast a run. Its parts are in one SQLite file,
/// `work.sqlite` in the lake's folder.
///
/// Data that must not be lost with the file is also in the records of the ended runs: calls, dead letters, and answers. Changes
/// to several parts at once are in `WorkTransactions.swift`.
public struct WorkState: Sendable {
  /// The runs that have not ended.
  public let checkpoints: Checkpoints
  /// The last results of the maintenance tasks.
  public let ticks: Ticks
  /// The items to enrich.
  public let queue: TaskQueue
  /// The stored answers.
  let answers: AnswerCache
  /// The calls that were made.
  let budget: CallBudget
  /// What the channels of jobs were told about charts.
  public let notices: ToldNotices
  /// The days of backfills that wait for another day.
  public let pending: PendingDays
  let database: WorkDatabase

  init(_ database: WorkDatabase) {
    self.database = database
    checkpoints = Checkpoints(database: database)
    ticks = Ticks(database: database)
    queue = TaskQueue(database: database)
    answers = AnswerCache(database: database)
    budget = CallBudget(database: database)
    notices = ToldNotices(database: database)
    pending = PendingDays(database: database)
  }

  /// Opens the work state of the lake in `folder` for writing. Only a writer of the lake may do so.
  public init(folder: String) throws(Failure) {
    self.init(try WorkDatabase(file: WorkDatabase.path(in: folder)) { _ in })
  }

  /// A new work state in memory, for a run whose state is in the lake's storage.
  public static func inMemory() throws(Failure) -> WorkState { WorkState(try WorkDatabase(inMemory: ())) }

  /// Opens the work state of the lake in `folder` for reading, while others may write to it; `nil` if there is none.
  public init?(readingIn folder: String) throws(Failure) {
    guard try WorkState.exists(in: folder),
      let database = try WorkDatabase(readingFile: WorkDatabase.path(in: folder))
    else { return nil }
    self.init(database)
  }

  /// Makes the work state in `folder` from the records of the ended runs. The caller must be the only writer of the lake.
  ///
  /// - Parameter lake: reads the lake.
  public static func make(in folder: String, restoringFrom lake: LakeReader) async throws(Failure) {
    let path = WorkDatabase.path(in: folder)
    try DatabaseCheck.refuseLinks(at: path)
    let restoration = try await WorkRestoration(lake)
    try await WorkDatabase.replace(path) { try restoration.restore($0) }
  }

  /// The name of the work state's file in the lake's folder.
  public static let fileName = WorkDatabase.fileName

  /// Whether the lake in `folder` has a work state.
  public static func exists(in folder: String) throws(Failure) -> Bool {
    let path = WorkDatabase.path(in: folder)
    return try reading(WorkDatabase.subject, try FileSystem(root: folder).kind(of: path)) != nil
  }

  /// Whether the work state in `folder` is missing, or is empty because a process was killed while it made the file.
  public static func isMissing(in folder: String) throws(Failure) -> Bool {
    try DatabaseReplacement.isMissing(WorkDatabase.path(in: folder), WorkDatabase.subject)
  }

  /// Closes the file. Call it last.
  public func close() { database.close() }
}
