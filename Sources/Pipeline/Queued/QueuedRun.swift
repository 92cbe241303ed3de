import JSON
import LakeStore
public import RankingModel
public import Storage

/// The progress of a run whose items are asked about by other processes. Its state is in the lake's storage alone, in files that
/// are created once: `starts/<run>.json`, and in `tasks/<run>` one file for each task that has ended.
public struct QueuedRun: Sendable {
  /// How the run began.
  public let start: RunStart
  /// The keys of the tasks that have ended, and of the files about the run as a whole.
  private let ended: Set<StorageKey>
  private let storage: any Storage

  /// The run named `run`; `nil` if no run began under that name.
  public init?(_ run: String, in storage: any Storage) async throws(Failure) {
    guard let bytes = try await storage.read(.start(of: run)) else { return nil }
    start = try QueuedRun.value(bytes, .start(of: run)) { try RunStart(json: $0) }
    ended = Set(try await storage.list(.tasks, group: run))
    self.storage = storage
  }

  /// Whether all tasks have ended, and the run is not recorded yet.
  public var isToEnd: Bool { !isRecorded && itemsLeft.isEmpty }

  /// Whether the run is recorded.
  private var isRecorded: Bool { ended.contains(.end(of: start.run)) }

  /// The items whose tasks have not ended; none if the run is stopped or recorded.
  public var itemsLeft: [ItemID] {
    guard !isRecorded, !ended.contains(.stop(of: start.run)) else { return [] }
    return start.items.filter { !ended.contains(.task(of: start.run, about: $0)) }
  }

  /// The ended tasks in the order of the list, and why and when the run was stopped, if it was.
  func tasks() async throws -> (ended: [EndedTask], stop: (reason: String, at: Instant)?) {
    var counted = ended
    var stop: (reason: String, at: Instant)?
    if ended.contains(.stop(of: start.run)) {
      let told = try await read(.stop(of: start.run)) { json in
        guard let reason = json["reason"]?.string, let at = json["at"]?.string.flatMap({ Instant($0) }),
          let names = json["ended"]?.array
        else { throw RecordError("it does not say why a run stopped") }
        return (reason, at, Set(names.compactMap(\.string)))
      }
      stop = (told.0, told.1)
      counted = ended.filter { told.2.contains($0.name) }
    }
    let keys = start.items.map { StorageKey.task(of: start.run, about: $0) }.filter(counted.contains)
    let tasks = try await allInParallel(keys) { key throws(Failure) in
      try await read(key) { try EndedTask(json: $0) }
    }
    return (tasks, stop)
  }

  /// The objects that must not be pruned: lists and answers of runs that have not ended.
  public static func objectsInUse(in storage: any Storage) async throws -> Set<ObjectID> {
    let ended = Set(try await storage.list(.tasks).filter { $0 == .end(of: $0.group) }.map(\.group))
    var objects: Set<ObjectID> = []
    for run in try await storage.list(.starts).compactMap(\.startedRun) where !ended.contains(run) {
      guard let queued = try await QueuedRun(run, in: storage) else { continue }
      objects.formUnion(queued.start.objects + (try await queued.tasks().ended.compactMap(\.answer?.object)))
    }
    return objects
  }

  private func read<Value>(
    _ key: StorageKey, _ make: (JSONValue) throws -> Value
  ) async throws(Failure) -> Value {
    try QueuedRun.value(try await storage.read(key) ?? [], key, make)
  }

  private static func value<Value>(
    _ bytes: [UInt8], _ key: StorageKey, _ make: (JSONValue) throws -> Value
  ) throws(Failure) -> Value {
    do { return try make(try StoredJSON.read(bytes, at: key)) } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.damaged, "\(key) cannot be read: \(error)", remedy: .words("begin the run again"))
    }
  }
}
