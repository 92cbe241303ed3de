import Glibc
import LakeStore
import Pipeline
import RankingModel
import Synchronization

/// Verifies a lake with its working state, and shows how far that is.
struct LakeCheck: Sendable {
  private let options: GlobalOptions

  init(_ options: GlobalOptions) {
    self.options = options
  }

  /// What there is to say of the lake.
  func verification(reading: LakeVerifier.Reading) async throws(Failure) -> Verification {
    let options = options
    let (inUse, problems) = try await workingState()
    let bar = Mutex(0)
    defer { options.sayOnTerminal(options.showsBar ? ProgressBar.end : "") }
    return try LakeVerifier(path: options.lake).verify(
      reading: reading, others: inUse, otherProblems: problems
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

  /// The objects that the working state names, and what is wrong with it.
  ///
  /// - Throws: `format` where a newer program wrote it: that is no damage.
  private func workingState() async throws(Failure) -> (Set<ObjectID>, [IntegrityProblem]) {
    let file = "work.sqlite"
    let path = "\(options.lake)/\(file)"
    guard access(path, F_OK) == 0 else { return ([], []) }
    let faults = DatabaseCheck.problems(ofFileAt: path)
    guard faults.isEmpty else {
      return (
        [], [IntegrityProblem(.workingState, .damage, file, "is damaged: \(faults.joined(separator: "; "))")]
      )
    }
    do throws(Failure) {
      guard let work = try WorkStore(readingIn: options.lake) else {
        let words = "is empty; the next command that writes makes it anew from the lake's records"
        return ([], [IntegrityProblem(.workingState, .notice, file, words)])
      }
      defer { work.close() }
      return (try await work.objectsInUse(), [])
    } catch {
      if error.kind == .format { throw error }
      return ([], [IntegrityProblem(.workingState, .damage, file, error.message)])
    }
  }
}
