public import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Verifies the lake with its work state. Reads only, and may run beside a writer.
  public func check(
    reading: LakeVerifier.Reading = .none, onProgress: @escaping OnProgress = { _, _ in }
  ) async throws(Failure) -> Verification {
    // What stands in the way of that is found by the check.
    if place.isShared { _ = try? await reader() }
    return try await verify(reading: reading, onProgress: onProgress)
  }

  /// The same, with the catalogue as it is.
  func verify(
    reading: LakeVerifier.Reading, onProgress: @escaping OnProgress
  ) async throws(Failure) -> Verification {
    try await LakeVerifier(place).verify(reading: reading, workState: workState, progress: onProgress)
  }

  /// The objects that the work state names, and what is wrong with it.
  ///
  /// - Throws: `format` where a newer program wrote it: that is no damage.
  private func workState() async throws(Failure) -> LakeVerifier.WorkState {
    let folder = place.folder
    let problem = { (severity: IntegrityProblem.Severity, words: String) in
      LakeVerifier.WorkState(
        problems: [IntegrityProblem(.workState, severity, .file(WorkState.fileName), words)])
    }
    guard try WorkState.exists(in: folder) else { return LakeVerifier.WorkState() }
    switch DatabaseCheck.outcome(ofFileAt: "\(folder)/\(WorkState.fileName)") {
    case .sound: break
    case .damaged(let words): return problem(.damage, words)
    case .unreadable(let words): return problem(.unreadable, words)
    }
    do throws(Failure) {
      guard let work = try WorkState(readingIn: folder) else {
        return problem(
          .notice, "is empty; the next command that writes makes it anew from the lake's records")
      }
      defer { work.close() }
      return LakeVerifier.WorkState(objects: try await work.objectsInUse())
    } catch {
      if error.kind == .format { throw error }
      return problem(error.kind == .damaged ? .damage : .unreadable, error.message)
    }
  }
}
