import ArgumentParser
import LakeStore
import Operations
import Presentation
import RankingModel

/// The options of both commands that copy a lake.
struct CopyOptions: ParsableArguments {
  @Flag(name: [.long, .customShort("n")], help: "Print what would be copied, and copy nothing.")
  var dryRun = false

  /// Copies to `target` what it lacks of the lake at `source`.
  func copy(
    from source: LakePlace, to target: LakePlace, _ workplace: Workplace, _ terminal: Terminal
  ) async throws -> Answer {
    if dryRun {
      let plan = try await workplace.planCopying(from: source, to: target)
      return Answer(.copy(plan), saying: "nothing was copied")
    }
    let copied = try await terminal.showing("files") { onProgress in
      try await workplace.copy(from: source, to: target, onProgress: onProgress)
    }
    return Answer(
      .copy(copied), saying: "\(counted(copied.keys.count, "file is", "files are")) now in \(target.name) too"
    )
  }
}
