import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee events`.
struct EventsCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Tell what happened on a chart: one row for each event, by day.",
    discussion: """
      enter       the first published day of an item; all enter on the chart's first
      leave       the first published day without it
      return      on the chart again after at least one published day without it
      move        on another rank than on the published day before
      number-one  at rank 1, where it was not on the published day before
      retitle     under another title than on its last published day
      record      at a record that it did not hold on the published day before:
                  broken where its value is another one, or else tied; only where it
                  is asked for with --kind, since all earlier days are looked at

      The events of a day stand in this order, then by rank, then by id. A missing
      day is never an absence: each row names the published day before.

      The id of an event follows from what it says, and is the same in every lake.
      With --feed events come in the order in which they became known. Where a
      backfill, a correction or a decision made one untrue, a row withdraws it.
      The id of a row there is where --after goes on; one that is no longer known
      ends with 14, because earlier rows are no longer valid: read the feed from the
      beginning.

      Examples:
        marquee events imdb-top10 --from 2026-05-01 --to 2026-05-31
        marquee events imdb-top10 --kind enter,return --format jsonl
        marquee events imdb-top10 --item "The Godfather" --kind number-one
        marquee events imdb-top10 --kind record --limit 20
        marquee events imdb-top10 --feed --after 3f5a9c0d11e2a7b4 --format jsonl
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(
    help: ArgumentHelp("Only these kinds, apart by commas (default: all but record).", valueName: "kind,…"))
  var kind: EventKinds?

  @Option(help: "The first day (default: the first published one).") var from: Day?

  @Option(help: "The last day (default: the last published one).") var to: Day?

  @Option(help: "Only this item: its id, its title, or a part of its title.") var item: String?

  @Flag(help: "Tell events in the order in which they became known, and which were withdrawn.") var feed =
    false

  @Option(help: ArgumentHelp("Of the feed, only what follows the row with this id.", valueName: "id"))
  var after: String?

  @OptionGroup var limit: LimitOptions

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func namesItsDays(upTo newest: Day) -> Bool { to.map { $0 <= newest } == true }

  func requireLastingWords() throws(Failure) {
    guard feed else { return }
    throw Failure(
      .usage, "a feed grows with every list", remedy: .words("ask for events without --feed, with --to"))
  }

  func validate() throws {
    if after != nil && !feed { throw ValidationError("--after is for the feed: give it with --feed") }
    try DayOptions.validate(from, to)
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = EventsQuestion(chart: chart, cutoff: past.cutoff)
    question.kinds = kind?.kinds ?? []
    (question.from, question.to, question.item) = (from, to, item)
    question.limit = limit.most
    if feed {
      return Answer(try await workplace.answer(FeedQuestion(question, after: after)).document)
    }
    return Answer(try await workplace.answer(question).document)
  }
}

/// Kinds of events, separated by commas.
struct EventKinds: Sendable, ExpressibleByArgument {
  var kinds: Set<ChartEvent.Kind> = []

  static let allValueStrings = ChartEvent.Kind.allCases.map(\.rawValue)

  init?(argument: String) {
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kind = ChartEvent.Kind(rawValue: String(word)) else { return nil }
      kinds.insert(kind)
    }
  }
}
