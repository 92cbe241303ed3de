import ArgumentParser
import LakeStore
import Operations
import Presentation
import RankingModel

/// `marquee lake forget`.
struct LakeForget: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Forget superseded snapshots of days, or raw objects.",
    discussion: """
      Of each day's superseded snapshots those are kept that an option names; the
      rest is forgotten. The snapshot that stands for a day, one that waits for a
      decision and one with a tag are never forgotten, unless --id or --ahead names
      them (a tag is taken away first). With --raw-objects it is the raw objects of
      days that are forgotten, those of runs that changed nothing among them: the
      days can still be read, and not be replayed.

      What backfills made is counted apart, so that filling old days pushes out
      nothing. Until `marquee lake prune` has removed the objects, a day later at the
      earliest, `marquee lake restore` brings everything back.

      Examples:
        marquee lake forget --keep-last 1 --dry-run
        marquee lake forget imdb-top250 --raw-objects --keep-daily 90
        marquee lake forget imdb-top10 --id 3f5a9c0d11e2
      """)

  @Argument(help: "Only these charts.", completion: .custom(completeCharts)) var charts: [ChartName] = []

  @Option(help: "Only this day, as YYYY-MM-DD.") var day: Day?

  @Option(help: ArgumentHelp("Keep the newest N.", valueName: "n")) var keepLast: Int?

  @Option(help: ArgumentHelp("Keep the last one of each of the newest N days.", valueName: "n"))
  var keepDaily: Int?

  @Option(help: ArgumentHelp("Keep the last one of each of the newest N months.", valueName: "n"))
  var keepMonthly: Int?

  @Option(help: ArgumentHelp("Keep the last one of each of the newest N years.", valueName: "n"))
  var keepYearly: Int?

  @Option(
    help: ArgumentHelp(
      "Forget the snapshots of the version whose name starts so, standing or not; may be given again.",
      valueName: "digits"))
  var id: [String] = []

  @Flag(
    help: """
      Forget all snapshots whose recorded time is more than a day in the future, because a clock was wrong.
      """)
  var ahead = false

  @Flag(help: "Forget raw objects of days, not snapshots.") var rawObjects = false

  @Option(
    help: ArgumentHelp(
      "Refuse to forget more than this share of all snapshots (of raw objects, marquee lake prune refuses).",
      valueName: "share"))
  var atMost = Share(0.5)

  @Flag(name: [.long, .customShort("n")], help: "Print what would be forgotten, and forget nothing.")
  var dryRun = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  private var counts: [Int] { [keepLast, keepDaily, keepMonthly, keepYearly].compactMap { $0 } }

  func validate() throws {
    if ahead, rawObjects { throw ValidationError("--ahead is about snapshots, not raw objects") }
    if counts.isEmpty, id.isEmpty, !ahead {
      throw ValidationError(
        "say what to keep, such as --keep-last 1, or what to forget with --id DIGITS or --ahead")
    }
    if counts.contains(where: { $0 < 0 }) { throw ValidationError("a number to keep is 0 or more") }
    if id.contains(where: { $0.count < 6 }) {
      throw ValidationError("--id takes at least six digits of a version's name")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var request = ForgetRequest()
    request.charts = charts
    request.day = day
    request.versions = id
    request.raw = rawObjects
    if !counts.isEmpty {
      var retention = Retention()
      retention.last = keepLast ?? 0
      retention.daily = keepDaily ?? 0
      retention.monthly = keepMonthly ?? 0
      retention.yearly = keepYearly ?? 0
      request.retention = retention
    }
    if ahead { request.recordedAfter = workplace.now.limitOfBelief }
    let items =
      try await dryRun
      ? workplace.planForgetting(request) : workplace.forget(request, atMost: atMost.value)
    let restore = terminal.spelling.command(["lake", "restore", "--all"])
    return Answer(
      .forgotten(items),
      saying: dryRun
        ? "nothing was forgotten"
        : "forgot \(items.count); until a prune removes them, \(restore) brings them back")
  }
}
