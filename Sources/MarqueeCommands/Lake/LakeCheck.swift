import LakeStore
import Pipeline
import RankingModel
import Synchronization

/// Verifies a lake with its work state, and shows how far that is.
struct LakeCheck: Sendable {
  private let options: GlobalOptions

  init(_ options: GlobalOptions) {
    self.options = options
  }

  /// What there is to say of the lake.
  func verification(reading: LakeVerifier.Reading) async throws(Failure) -> Verification {
    let options = options
    let bar = Mutex(0)
    defer { options.sayOnTerminal(options.showsBar ? ProgressBar.end : "") }
    return try await LakeVerifier(options.place).verify(
      reading: reading, workState: workState
    ) { done, total in
      guard options.showsBar else { return }
      bar.withLock { shown in
        // Threads end out of order, and a bar does not go back.
        guard done > shown else { return }
        shown = done
        options.sayOnTerminal(ProgressBar.text(done, of: total, "objects"))
      }
    }
  }

  /// The objects that the work state names, and what is wrong with it.
  ///
  /// - Throws: `format` where a newer program wrote it: that is no damage.
  private func workState() async throws(Failure) -> LakeVerifier.WorkState {
    let problem = { (severity: IntegrityProblem.Severity, words: String) in
      LakeVerifier.WorkState(
        problems: [IntegrityProblem(.workState, severity, WorkStore.fileName, words)])
    }
    guard try WorkStore.exists(in: options.lake) else { return LakeVerifier.WorkState() }
    switch DatabaseCheck.outcome(ofFileAt: "\(options.lake)/\(WorkStore.fileName)") {
    case .sound: break
    case .damaged(let words): return problem(.damage, words)
    case .unreadable(let words): return problem(.unreadable, words)
    }
    do throws(Failure) {
      guard let work = try WorkStore(readingIn: options.lake) else {
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
