import ArgumentParser
import MarqueeTestSupport
import Presentation
import RankingModel
import Testing

@testable import MarqueeCommands

@Suite struct RemedyTests {
  private static let chart = ChartName("imdb-top10")!
  private static let day = Day("2026-05-07")!

  /// The remedy that follows `remedy` in the table below, so that no case is forgotten there: a new one does not compile
  /// before it stands here.
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
    case .newerProgram: .ownerOnly(file: "my key")
    case .ownerOnly: .shareWithGroup(folder: "/srv/lake")
    case .shareWithGroup: .otherLake
    case .otherLake: .otherJobFolder
    case .otherJobFolder: .askForDay(day)
    case .askForDay: .askForItem(ItemID("it's"), on: chart)
    case .askForItem: .approvePlan
    case .approvePlan: .runJob
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
    "use the Marquee that wrote it, or a newer one, or marquee lake reindex makes it anew from the lake",
    "try again",
    "run the same command to continue",
    "wait for it to end, or give --lock-wait a longer time",
    "free some space and run the same command again: nothing half-written was kept",
    "see that the disk has room and is sound, then run the same command again",
    "raise the limit of open files (ulimit -n) and run the same command again",
    "use the Marquee that wrote it, or a newer one",
    "chmod 600 'my key'",
    "chgrp -R --reference=/srv/lake /srv/lake && find /srv/lake -type d -exec chmod 2770 {} +",
    "name another lake with --lake DIR",
    "name another one with --jobs-dir DIR",
    "ask with --day 2026-05-07, or add --or-before",
    #"ask with the id, such as: marquee history imdb-top10 'it'\''s'"#,
    "look at the plan with --dry-run; where it is what you want, give --at-most 100%",
    "run a job first (marquee run JOB)",
    "marquee lake repair",
    "marquee lake reindex makes it anew from the lake",
    "marquee lake forget imdb-top10 --id 3f5a9c0d11e2 to leave out what stays lost",
    "set the clock right; where it is right, a wrong one recorded that snapshot, and these commands show and forget "
      + "such ones: marquee lake forget --ahead --dry-run, marquee lake forget --ahead",
    "take that one away first: marquee tag remove printed",
    #"take that one away first: marquee claim remove 'it'\''s -x'"#,
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

  @Test func everyRemedyIsSaidInOneLine() {
    #expect(Self.all.map { $0.hint(CommandSpelling().command) } == Self.hints)
  }

  @Test func everyCommandThatIsNamedIsOne() throws {
    var count = 0
    for remedy in Self.all + [.askForItem(ItemID("-x"), on: Self.chart)] {
      var commands: [[String]] = []
      _ = remedy.hint { words in
        commands.append(words)
        return ""
      }
      for words in commands {
        let command = try MarqueeCommand.parseAsRoot(words)
        #expect(command is any AnsweringCommand, "\(words)")
      }
      count += commands.count
    }
    #expect(count == 23)
  }

  @Test func theLakeAndTheJobsAreNamedWhereTheyAreNotTheUsualOnes() throws {
    let spelling = CommandSpelling(lake: "/srv/my lake", jobs: "my-jobs")
    #expect(spelling.command(["lake", "prune"]) == "marquee lake prune --lake '/srv/my lake'")
    #expect(
      spelling.command(["lake", "repair"])
        == "marquee lake repair --lake '/srv/my lake' --jobs-dir my-jobs")
    #expect(spelling.command(["run", "JOB"]) == "marquee run JOB --lake '/srv/my lake' --jobs-dir my-jobs")
    #expect(spelling.command(["job", "list"]) == "marquee job list --jobs-dir my-jobs")
    #expect(CommandSpelling(lake: "-x").command(["tag", "list"]) == "marquee tag list --lake=-x")
    let item = Remedy.askForItem(ItemID("-x"), on: Self.chart).hint(spelling.command)
    #expect(
      item == "ask with the id, such as: marquee history imdb-top10 --lake '/srv/my lake' -- -x")
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
