import Operations
import Presentation
import RankingModel

/// Spells commands so that users can paste them: with the lake and the job files of the command line that failed.
struct CommandSpelling: Sendable {
  /// The lake.
  var lake = GlobalOptions.lake(nil, [:])
  /// The folder of the job files.
  var jobs = GlobalOptions.jobs(nil, [:]).path

  /// The first words of commands that read job files.
  private static let readsJobs = [
    ["job"], ["run"], ["replay"], ["backfill"], ["resume"], ["status"], ["lake", "repair"],
    ["queue", "retry"], ["schedule"], ["trace"],
  ]

  /// The command of `words`. Each word is quoted if a shell would change it.
  func command(_ words: [String]) -> String {
    var options: [String] = []
    let usual = CommandSpelling()
    let names = { (option: String) in words.contains { $0 == option || $0.hasPrefix("\(option)=") } }
    if words.first != "job", lake.text != usual.lake.text, !names("--lake") {
      options += option("--lake", lake.text) + lake.bucketOptions
    }
    if CommandSpelling.readsJobs.contains(where: { words.starts(with: $0) }), jobs != usual.jobs,
      !names("--jobs-dir")
    {
      options += option("--jobs-dir", jobs)
    }
    var all = ["marquee"] + words
    all.insert(contentsOf: options, at: all.firstIndex(of: "--") ?? all.endIndex)
    return all.map(ShellWord.quoted).joined(separator: " ")
  }

  private func option(_ name: String, _ value: String) -> [String] {
    value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
  }
}

extension Remedy {
  /// The remedy in one line for the reader.
  ///
  /// - Parameters:
  ///   - command: spells the command of some words.
  ///   - call: the words of the command line that failed.
  func hint(_ command: ([String]) -> String, of call: [String] = []) -> String {
    switch self {
    case .words(let words): words
    case .either(let first, let second):
      "\(first.hint(command, of: call)), or \(second.hint(command, of: call))"

    case .tryAgain: "try again"
    case .goOn: "run the same command to continue"
    case .waitForWriter: "wait for it to end, or give --lock-wait a longer time"
    case .freeSpace: "free some space and run the same command again: nothing half-written was kept"
    case .lookAtDisk: "see that the disk has room and is sound, then run the same command again"
    case .moreOpenFiles: "raise the limit of open files (ulimit -n) and run the same command again"
    case .newerProgram: "use the Marquee that wrote it, or a newer one"
    case .singleWriter:
      "use a bucket that never replaces, or add --single-writer where only one process at a time writes to it"
    case .ownerOnly(let file): "chmod 600 \(ShellWord.quoted(file))"
    case .shareWithGroup(let folder): sharing(ShellWord.quoted(folder))

    case .otherLake: "name another lake with --lake DIR"
    case .otherJobFolder: "name another one with --jobs-dir DIR"
    case .askForDay(let day, let asked):
      Remedy.exchanging(asked, for: day, in: call).map { "ask for the nearest day: \(command($0))" }
        ?? "ask with --day \(day)" + (call.first == "chart" ? ", or add --or-before" : "")
    case .askForItem(let item, let text):
      Remedy.exchanging(text, for: "\(item)", in: call).map { "ask with the id, such as: \(command($0))" }
        ?? "name it by its id, such as \"\(item)\""
    case .approvePlan: "look at the plan with --dry-run; where it is what you want, give --at-most 100%"
    case .replaceOthers: "name another place, or give --force to replace it"

    case .runJob: "run a job first (\(command(["run", "JOB"])))"
    case .repairLake: command(["lake", "repair"])
    case .remakeCatalogue: "\(command(["lake", "reindex"])) rebuilds it from the lake"
    case .forgetVersion(let chart, let digits):
      "\(command(["lake", "forget", "\(chart)", "--id", digits])) to leave out what stays lost"
    case .forgetSnapshotsAhead:
      "correct the clock; if it is correct, a wrong clock recorded that snapshot, and these commands show and forget "
        + "such snapshots: \(command(["lake", "forget", "--ahead", "--dry-run"])), \(command(["lake", "forget", "--ahead"]))"
    case .removeTag(let tag): "remove it first: \(command(["tag", "remove", "\(tag)"]))"
    case .removeClaim(let name):
      "remove it first: \(command(["claim", "remove"] + Remedy.argument(name)))"

    case .showStatus(let chart): "\(command(["status", "\(chart)"])) says what became of its days"
    case .showSnapshots(let chart): "\(command(["snapshot", "list", "\(chart)"])) lists them"
    case .showItems(let chart, let noun):
      "\(command(["chart", "\(chart)"])) lists the \(noun.many) of a day with their ids"
    case .showQuarantine: "\(command(["quarantine", "list"])) shows what waits for a decision"
    case .showHeldBack(let chart, let day): command(["quarantine", "show", "\(chart)", "\(day)"])
    case .showTags: "\(command(["tag", "list"])) lists the tags"
    case .showClaims: "\(command(["claim", "list"])) lists the claims"
    case .showRuns: "\(command(["runs"])) lists them"
    case .showRun(let run): "\(command(["runs", "show", run])) tells what became of it"
    case .showTasks: "\(command(["queue", "list"])) shows all"
    case .showJobs: "\(command(["job", "list"])) shows the jobs there are"
    case .showForgotten: "\(command(["lake", "restore", "--all", "--dry-run"])) shows what there is"
    }
  }

  /// The commands that give a folder and everything in it to the folder's group.
  private func sharing(_ folder: String) -> String {
    "chgrp -R --reference=\(folder) \(folder) && find \(folder) -type d -exec chmod 2770 {} +"
  }

  /// The words of `call` with `item` in place of the argument `text`; `nil` if `text` is not an argument by itself.
  private static func exchanging(_ text: String, for item: String, in call: [String]) -> [String]? {
    guard let place = call.lastIndex(of: text) else { return nil }
    let rest = call[..<place] + call[(place + 1)...]
    return item.hasPrefix("-")
      ? rest.filter { $0 != "--" } + argument(item) : call[..<place] + [item] + call[(place + 1)...]
  }

  /// The words of `call` with `other` in place of the argument `day`; `nil` if `day` is not an argument by itself.
  private static func exchanging(_ day: Day, for other: Day, in call: [String]) -> [String]? {
    let options = ["--day", "--as-of", "--captured-by"]
    let place = call.indices.dropFirst().first {
      call[$0] == day.description && !options.contains(call[$0 - 1])
    }
    return place.map { call[..<$0] + [other.description] + call[($0 + 1)...] }
  }

  /// A word with any content as an argument: a `--` precedes a word that begins with `-`.
  static func argument(_ word: String) -> [String] { word.hasPrefix("-") ? ["--", word] : [word] }
}
