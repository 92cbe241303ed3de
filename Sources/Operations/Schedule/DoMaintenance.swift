import Jobs
import LakeStore
import Pipeline
import RankingModel

extension Workplace {
  /// Does a maintenance task.
  ///
  /// - Returns: the outcome in words, and whether the lake was found sound.
  func maintain(_ work: MaintenanceTask.Work) async throws -> (outcome: String, isSound: Bool) {
    switch work {
    case .check(let share):
      let reading: LakeVerifier.Reading = share >= 1 ? .all : share > 0 ? .share(share) : .none
      let found = try await leavingOff { try await check(reading: reading) }
      if found.isSound {
        return ("sound: \(counted(found.objects, "object")), \(found.objectsRead) read", true)
      }
      let grave = found.problems.filter { $0.severity != .notice }
      let first = grave.first.map { ", the first: \($0.subject) \($0.message)" } ?? ""
      return ("not sound: \(counted(grave.count, "problem"))\(first)", false)
    case .prune(let grace, let share):
      let plan = try await prune(grace: grace, atMost: share)
      let counts = PrunePlan.Action.allCases.map { action in
        "\(action.rawValue) \(plan.items.count { $0.action == action })"
      }
      return (counts.joined(separator: ", "), true)
    case .copy(let name):
      let copied = try await leavingOff { try await copy(from: place, to: try await otherLake(name)) }
      return ("copied \(counted(copied.keys.count, "file")) to \(name)", true)
    }
  }

  /// Does `work`, which may be abandoned at any time: once this task is cancelled, nothing waits for `work`.
  private func leavingOff<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let (stream, ending) = AsyncThrowingStream<Value, any Error>.makeStream()
    let task = Task {
      do {
        ending.yield(try await work())
        ending.finish()
      } catch { ending.finish(throwing: error) }
    }
    for try await value in stream { return value }
    task.cancel()
    throw CancellationError()
  }
}
