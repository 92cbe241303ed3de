public import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Verifies the lake and its work state. Only reads, and may run while another command writes.
  public func check(
    reading: LakeVerifier.Reading = .none, onProgress: @escaping OnProgress = { _, _ in }
  ) async throws(Failure) -> Verification {
    //     A shared lake's catalogue is brought up to date first. An error here is ignored: the check finds the cause.
    if place.isShared { _ = try? await reader() }
    return try await verify(reading: reading, onProgress: onProgress)
  }

  /// Verifies as `check` does, with the catalogue as it is.
  func verify(
    reading: LakeVerifier.Reading, onProgress: @escaping OnProgress
  ) async throws(Failure) -> Verification {
    try await LakeVerifier(place).verify(reading: reading, workState: workState, progress: onProgress)
  }

  /// The objects that the work state names, and the problems of the work state.
  ///
  /// - Throws: `format` if a newer program wrote the work state, which is not damage.
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
          .notice, "is empty; the next command that writes rebuilds it from the lake's records")
      }
      defer { work.close() }
      return LakeVerifier.WorkState(objects: try await work.objectsInUse())
    } catch {
      if error.kind == .format { throw error }
      return problem(error.kind == .damaged ? .damage : .unreadable, error.message)
    }
  }
}
