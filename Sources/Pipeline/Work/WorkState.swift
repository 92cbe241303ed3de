public import LakeStore
public import RankingModel
import Storage

/// The durable work state of a lake: what is under way, and what must outlast the run. Its parts stand in one SQLite file,
/// `work.sqlite` in the lake's folder.
///
/// What of it must not be lost with the file is in the records of the runs that have ended, too: calls, dead letters, and
/// answers. What concerns two of the parts at once stands in `WorkTransactions.swift`.
public struct WorkState: Sendable {
  /// The runs that have not ended.
  public let checkpoints: Checkpoints
  /// What was done last for the lake as a whole.
  public let ticks: Ticks
  /// The items to enrich.
  public let queue: TaskQueue
  /// The answers at hand.
  let answers: AnswerCache
  /// The calls made.
  let budget: CallBudget
  /// What the channels of jobs were told.
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

  /// A new work state in memory, for a run whose state the lake's storage keeps.
  public static func inMemory() throws(Failure) -> WorkState { WorkState(try WorkDatabase(inMemory: ())) }

  /// Opens the work state of the lake in `folder` beside whoever writes to it, to look at it; `nil` where there is none.
  public init?(readingIn folder: String) throws(Failure) {
    guard try WorkState.exists(in: folder),
      let database = try WorkDatabase(readingFile: WorkDatabase.path(in: folder))
    else { return nil }
    self.init(database)
  }

  /// Makes the work state in `folder` from the records of the runs that have ended. Only who writes to the lake alone may do
  /// so.
  ///
  /// - Parameter lake: reads the lake.
  public static func make(in folder: String, restoringFrom lake: LakeReader) async throws(Failure) {
    let path = WorkDatabase.path(in: folder)
    try DatabaseCheck.refuseLinks(at: path)
    let restoration = try await WorkRestoration(lake)
    try await WorkDatabase.replace(path) { try restoration.restore($0) }
  }

  /// The name of its file in the lake's folder.
  public static let fileName = WorkDatabase.fileName

  /// Whether the lake in `folder` has one.
  public static func exists(in folder: String) throws(Failure) -> Bool {
    let path = WorkDatabase.path(in: folder)
    return try reading(WorkDatabase.subject, try FileSystem(root: folder).kind(of: path)) != nil
  }

  /// Whether the one in `folder` is missing, or empty as a process leaves it that was killed while it made it.
  public static func isMissing(in folder: String) throws(Failure) -> Bool {
    try DatabaseReplacement.isMissing(WorkDatabase.path(in: folder), WorkDatabase.subject)
  }

  /// Closes the file. Call it last.
  public func close() { database.close() }
}
