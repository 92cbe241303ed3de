import ArgumentParser
import MarqueeTestSupport
import Presentation
import RankingModel
import Testing

@testable import MarqueeCommands

@Suite struct RemedyTests {
  private static let chart = ChartName("imdb-top10")!
  private static let day = Day("2026-05-07")!

  /// The remedy that follows `remedy` in the table below. The switch makes sure that none is missing there: a new case does not
  /// compile before it is added here.
  private static func next(after remedy: Remedy) -> Remedy? {
    switch remedy {
    case .words: .either(.newerProgram, or: .remakeCatalogue)
    case .either: .tryAgain
    case .tryAgain: .goOn
    case .goOn: .waitForWriter
    case .waitForWriter: .freeSpace
    case .freeSpace: .lookAtDisk
    case .lookAtDisk: .moreOpenFiles
    case .moreOpenFiles: .newerProgram
    case .newerProgram: .singleWriter
    case .singleWriter: .ownerOnly(file: "my key")
    case .ownerOnly: .shareWithGroup(folder: "/srv/lake")
    case .shareWithGroup: .otherLake
    case .otherLake: .otherJobFolder
    case .otherJobFolder: .askForDay(day, insteadOf: Day("2026-05-09")!)
    case .askForDay: .askForItem(ItemID("it's"), insteadOf: "its")
    case .askForItem: .approvePlan
    case .approvePlan: .replaceOthers
    case .replaceOthers: .runJob
    case .runJob: .repairLake
    case .repairLake: .remakeCatalogue
    case .remakeCatalogue: .forgetVersion(chart, digits: "3f5a9c0d11e2")
    case .forgetVersion: .forgetSnapshotsAhead
    case .forgetSnapshotsAhead: .removeTag(TagName("printed")!)
    case .removeTag: .removeClaim("it's -x")
    case .removeClaim: .showStatus(chart)
    case .showStatus: .showSnapshots(of: chart)
    case .showSnapshots: .showItems(of: chart, ItemNoun(one: "film"))
    case .showItems: .showQuarantine
    case .showQuarantine: .showHeldBack(chart, day)
    case .showHeldBack: .showTags
    case .showTags: .showClaims
    case .showClaims: .showRuns
    case .showRuns: .showRun("20260507T033000-00000001")
    case .showRun: .showTasks
    case .showTasks: .showJobs
    case .showJobs: .showForgotten
    case .showForgotten: nil
    }
  }

  private static let all = Array(sequence(first: Remedy.words("look"), next: { next(after: $0) }))

  private static let hints = [
    "look",
    "use the Marquee that wrote it, or a newer one, or marquee lake reindex rebuilds it from the lake",
    "try again",
    "run the same command to continue",
    "wait for it to end, or give --lock-wait a longer time",
    "free some space and run the same command again: nothing half-written was kept",
    "see that the disk has room and is sound, then run the same command again",
    "raise the limit of open files (ulimit -n) and run the same command again",
    "use the Marquee that wrote it, or a newer one",
    "use a bucket that never replaces, or add --single-writer where only one process at a time writes to it",
    "chmod 600 'my key'",
    "chgrp -R --reference=/srv/lake /srv/lake && find /srv/lake -type d -exec chmod 2770 {} +",
    "name another lake with --lake DIR",
    "name another one with --jobs-dir DIR",
    "ask with --day 2026-05-07",
    #"ask with the id, such as: marquee history imdb-top10 'it'\''s'"#,
    "look at the plan with --dry-run; where it is what you want, give --at-most 100%",
    "name another place, or give --force to replace it",
    "run a job first (marquee run JOB)",
    "marquee lake repair",
    "marquee lake reindex rebuilds it from the lake",
    "marquee lake forget imdb-top10 --id 3f5a9c0d11e2 to leave out what stays lost",
    "correct the clock; if it is correct, a wrong clock recorded that snapshot, and these commands show and forget "
      + "such snapshots: marquee lake forget --ahead --dry-run, marquee lake forget --ahead",
    "remove it first: marquee tag remove printed",
    #"remove it first: marquee claim remove 'it'\''s -x'"#,
    "marquee status imdb-top10 says what became of its days",
    "marquee snapshot list imdb-top10 lists them",
    "marquee chart imdb-top10 lists the films of a day with their ids",
    "marquee quarantine list shows what waits for a decision",
    "marquee quarantine show imdb-top10 2026-05-07",
    "marquee tag list lists the tags",
    "marquee claim list lists the claims",
    "marquee runs lists them",
    "marquee runs show 20260507T033000-00000001 tells what became of it",
    "marquee queue list shows all",
    "marquee job list shows the jobs there are",
    "marquee lake restore --all --dry-run shows what there is",
  ]

  /// The call that failed, in which the item must be named by its id.
  private static let call = ["history", "imdb-top10", "its"]

  @Test func everyRemedyIsSaidInOneLine() {
    #expect(Self.all.map { $0.hint(CommandSpelling().command, of: Self.call) } == Self.hints)
    // Within a condition the text is not a word of its own that the hint could replace.
    #expect(
      Remedy.askForItem(ItemID("tt1"), insteadOf: "the").hint(
        CommandSpelling().command, of: ["when", "imdb-top10", "the = 1"])
        == #"name it by its id, such as "tt1""#)
  }

  @Test func theNearestDayIsAskedForAsTheDayWas() {
    let remedy = Remedy.askForDay(Self.day, insteadOf: Day("2026-05-09")!)
    for (call, hint) in [
      (
        ["versions", "imdb-top10", "2026-05-09"],
        "ask for the nearest day: marquee versions imdb-top10 2026-05-07"
      ),
      (
        ["trace", "--as-of", "2026-05-09", "imdb-top10", "2026-05-09", "x"],
        "ask for the nearest day: marquee trace --as-of 2026-05-09 imdb-top10 2026-05-07 x"
      ),
      (["chart", "imdb-top10", "--day", "2026-05-09"], "ask with --day 2026-05-07, or add --or-before"),
      (["chart", "imdb-top10", "--day=2026-05-09"], "ask with --day 2026-05-07, or add --or-before"),
      (["snapshot", "cat", "imdb-top10", "--day", "2026-05-09"], "ask with --day 2026-05-07"),
    ] {
      #expect(remedy.hint(CommandSpelling().command, of: call) == hint)
    }
  }

  @Test func everyCommandThatIsNamedIsOne() throws {
    var count = 0
    for remedy in Self.all + [.askForItem(ItemID("-x"), insteadOf: "its")] {
      var commands: [[String]] = []
      let spell = { (words: [String]) in
        commands.append(words)
        return ""
      }
      _ = remedy.hint(spell, of: Self.call)
      for words in commands {
        let command = try MarqueeCommand.parseAsRoot(words)
        #expect(command is any AnsweringCommand, "\(words)")
      }
      count += commands.count
    }
    #expect(count == 23)
  }

  @Test func theLakeAndTheJobsAreNamedWhereTheyAreNotTheUsualOnes() throws {
    let spelling = CommandSpelling(lake: LakeAddress(text: "/srv/my lake"), jobs: "my-jobs")
    #expect(spelling.command(["lake", "prune"]) == "marquee lake prune --lake '/srv/my lake'")
    #expect(
      spelling.command(["lake", "repair"])
        == "marquee lake repair --lake '/srv/my lake' --jobs-dir my-jobs")
    #expect(spelling.command(["run", "JOB"]) == "marquee run JOB --lake '/srv/my lake' --jobs-dir my-jobs")
    #expect(spelling.command(["job", "list"]) == "marquee job list --jobs-dir my-jobs")
    let dashed = CommandSpelling(lake: LakeAddress(text: "-x"))
    #expect(dashed.command(["tag", "list"]) == "marquee tag list --lake=-x")
    let bucket = LakeAddress(text: "s3://b/lake", endpoint: "http://127.0.0.1:9", isSingleWriter: true)
    #expect(
      CommandSpelling(lake: bucket).command(["lake", "prune"])
        == "marquee lake prune --lake s3://b/lake --s3-endpoint http://127.0.0.1:9 --single-writer")
    let item = Remedy.askForItem(ItemID("-x"), insteadOf: "its").hint(spelling.command, of: Self.call)
    #expect(
      item == "ask with the id, such as: marquee history imdb-top10 --lake '/srv/my lake' -- -x")
    let compared = Remedy.askForItem(ItemID("tt1"), insteadOf: "the").hint(
      spelling.command, of: ["compare", "imdb-top10", "the", "tt2", "--lake", "other"])
    #expect(compared == "ask with the id, such as: marquee compare imdb-top10 tt1 tt2 --lake other")
    for words in [["tag", "list", "--lake=-x"], ["history", "imdb-top10", "--lake", "x", "--", "-x"]] {
      let command = try MarqueeCommand.parseAsRoot(words)
      #expect(command is any AnsweringCommand, "\(words)")
    }
  }

  @Test(arguments: [
    ("data/lake-1_x.2", "data/lake-1_x.2"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
    ("~/lake", "'~/lake'"), ("$(id)", "'$(id)'"), ("a\nb", "'a\nb'"), ("été", "'été'"),
    (#"a\"b"#, #"'a\"b'"#),
  ])
  func aShellReadsBackEveryWord(_ word: String, _ quoted: String) throws {
    #expect(ShellWord.quoted(word) == quoted)
    #expect(try shell("printf %s \(quoted)") == word)
  }
}
