import ArgumentParser
import History
import Jobs
import Operations
import Presentation
import RankingModel

/// `marquee chart`.
struct ChartCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Show a chart on a day, with its movement, time on chart and peak so far.",
    discussion: """
      A day without a published list is never filled with another day's: the
      nearest days are named, and the exit code is 14.

      Where the list began to be made another way, days and peaks are counted in the
      epoch of the day alone, unless --across-epochs is given.

      --where takes any column, with =, !=, <, <=, >, >=, contains, has (an element
      of a list), in (…), is null, not, and, or, and brackets. Texts are equal
      whatever their case; contains and has take no account of accents and
      punctuation either. Where a row has no value, a comparison does not hold, and
      neither does its opposite: ask with is null.

      Examples:
        marquee chart imdb-top10                  the last published day
        marquee chart imdb-top10 --day 2026-05-07 --or-before
        marquee chart imdb-top10 --day 2026-05-01 --as-of 2026-05-03
                                                  what was known when 3 May ended
        marquee chart imdb-top10 --format csv > chart.csv
        marquee chart imdb-top10 --columns rank,title,director,runtime
        marquee chart imdb-top10 --compare 2026-05-01
        marquee chart imdb-top10 --where 'year < 1970 and genre has Drama'
        marquee chart imdb-top10 --where 'title contains "god" or rank <= 3'
        marquee chart imdb-top10 --sort -days_on_chart,title --limit 3
        marquee chart imdb-top10 --columns rank,title,trend
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "The day, as YYYY-MM-DD; the last published one where none is given.") var day: Day?

  @Flag(help: "Take the last published day before it where that day is not published.") var orBefore = false

  @Option(help: "The published day to compare it with, in place of the one before it.") var compare: Day?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Only the rows of which this holds, such as 'year < 1970'.", valueName: "condition"))
  var condition: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sort by these columns, in this order; a - before a name sorts in descending order. Missing values "
        + "come last.",
      valueName: "names"))
  var sort: ColumnNames?

  @OptionGroup var limit: LimitOptions

  @OptionGroup var epochs: EpochOptions

  @OptionGroup var past: CutoffOptions

  @Option(
    help: ArgumentHelp("The day and the snapshot with this tag.", valueName: "name"),
    completion: .custom(completeTags))
  var tag: TagName?

  @Option(
    help: ArgumentHelp(
      "The columns to show, in order: any field of the day's entries among them. JSON has all fields.",
      valueName: "names"))
  var columns: ColumnNames?

  @Flag(help: "Show the ranks on the last 30 published days; wide terminals do. Also a column, `trend`.")
  var trend = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }
  func namesItsDays(upTo newest: Day) -> Bool { day != nil && !orBefore || tag != nil }

  func validate() throws {
    if tag != nil, day != nil || past.cutoff != Cutoff() || orBefore {
      throw ValidationError(
        "--tag names the day and the snapshot: give it without --day, --as-of, --captured-by and --or-before")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = ChartQuestion(chart: chart, day: day, orBefore: orBefore, cutoff: past.cutoff)
    question.compared = compare
    question.acrossEpochs = epochs.acrossEpochs
    question.condition = try condition.map { text throws(Failure) in try Condition(text) }
    question.order =
      sort?.names.map { name in
        name.hasPrefix("-") ? ChartOrder(String(name.dropFirst()), isDescending: true) : ChartOrder(name)
      } ?? []
    (question.limit, question.hasTrend) = (limit.most, hasTrend(terminal))
    let answer = try await workplace.answer(question, tagged: tag)
    return Answer(
      answer.document(
        columns: try columns.map { try chosen($0.names, of: answer) }, isASCII: terminal.isASCII))
  }

  /// Whether the ranks of the last days are shown. Without `--columns`, they are shown with `--trend` or on a wide terminal.
  private func hasTrend(_ terminal: Terminal) -> Bool {
    if let columns { return columns.names.contains("trend") }
    return trend || terminal.showsTables && terminal.context.width ?? 0 >= 120
  }

  /// The columns called `names`.
  ///
  /// - Throws: a `usage` failure if `answer` has no such column, or if a name occurs twice.
  private func chosen(_ names: [String], of answer: ChartAnswer) throws(Failure) -> [String] {
    var chosen: [String] = []
    for name in names {
      try answer.requireColumn(name)
      if chosen.contains(name) { throw Failure(.usage, "the column \"\(name)\" is named twice") }
      chosen.append(name)
    }
    return chosen
  }
}
