import LakeStore
import Pipeline
import RankingModel
import Synchronization

extension GlobalOptions {
  /// Verifies the lake with its work state, and shows how far that is.
  func verification(reading: LakeVerifier.Reading) async throws(Failure) -> Verification {
    let bar = Mutex(0)
    defer { sayOnTerminal(showsBar ? ProgressBar.end : "") }
    return try await LakeVerifier(place).verify(reading: reading, workState: workState) { done, total in
      guard showsBar else { return }
      bar.withLock { shown in
        // Threads end out of order, and a bar does not go back.
        guard done > shown else { return }
        shown = done
        sayOnTerminal(ProgressBar.text(done, of: total, "objects"))
      }
    }
  }

  /// The objects that the work state names, and what is wrong with it.
  ///
  /// - Throws: `format` where a newer program wrote it: that is no damage.
  private func workState() async throws(Failure) -> LakeVerifier.WorkState {
    let problem = { (severity: IntegrityProblem.Severity, words: String) in
      LakeVerifier.WorkState(
        problems: [IntegrityProblem(.workState, severity, WorkState.fileName, words)])
    }
    guard try WorkState.exists(in: lake) else { return LakeVerifier.WorkState() }
    switch DatabaseCheck.outcome(ofFileAt: "\(lake)/\(WorkState.fileName)") {
    case .sound: break
    case .damaged(let words): return problem(.damage, words)
    case .unreadable(let words): return problem(.unreadable, words)
    }
    do throws(Failure) {
      guard let work = try WorkState(readingIn: lake) else {
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
