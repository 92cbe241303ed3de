import ArgumentParser
import LakeStore
import Operations
import Presentation
import RankingModel
import Storage

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

extension Document {
  /// The number of files to copy by kind, in the order of copying.
  fileprivate static func copy(_ copy: LakeCopy) -> Document {
    let kinds = copy.keys.map(\.kind).reduce(into: [StorageKey.Kind]()) { kinds, kind in
      if kinds.last != kind { kinds.append(kind) }
    }
    let table = Table(
      kinds,
      ItemColumn("kind") { Cell($0.rawValue) },
      ItemColumn("files", alignment: .right) { kind in Cell(copy.keys.count { $0.kind == kind }) })
    return Document(table, empty: "there is nothing to copy")
  }
}
