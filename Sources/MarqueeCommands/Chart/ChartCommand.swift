import ArgumentParser
import History
import JSON
import Jobs
import Operations
import Presentation
import RankingModel

/// `marquee chart`.
struct ChartCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Show a chart on a day, with its movement against the published day before.",
    discussion: """
      A day without a published list is never filled with another day's: the
      nearest days are named, and the exit code is 14.

      Examples:
        marquee chart imdb-top10                  the last published day
        marquee chart imdb-top10 --day 2026-05-07 --or-before
        marquee chart imdb-top10 --day 2026-05-01 --as-of 2026-05-03
                                                  what was known when 3 May ended
        marquee chart imdb-top10 --format csv > chart.csv
        marquee chart imdb-top10 --columns rank,title,director,runtime
        marquee chart imdb-top10 --columns rank,title,trend
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "The day, as YYYY-MM-DD; the last published one where none is given.") var day: Day?

  @Flag(help: "Take the last published day before it where that day is not published.") var orBefore = false

  @OptionGroup var past: CutoffOptions

  @Option(
    help: ArgumentHelp("The day and the snapshot with this tag.", valueName: "name"),
    completion: .custom(completeTags))
  var tag: TagName?

  @Option(
    help: ArgumentHelp(
      "The columns to show, in order: any field of the day's entries among them. JSON has all fields.",
      valueName: "names"))
  var columns: String?

  @Flag(help: "Show the ranks on the last 30 published days; wide terminals do. Also a column, `trend`.")
  var trend = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if tag != nil, day != nil || past.cutoff != Cutoff() || orBefore {
      throw ValidationError(
        "--tag names the day and the snapshot: give it without --day, --as-of, --captured-by and --or-before")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = ChartQuestion(chart: chart, day: day, orBefore: orBefore, cutoff: past.cutoff)
    question.hasTrend = hasTrend(terminal)
    let answer = try await workplace.answer(question, tagged: tag)
    let chosen = try columns.map { try ChartCommand.columns($0, among: answer.columnNames) }
    return Answer(answer.document(columns: chosen))
  }

  /// Whether the ranks of the last days are shown. The usual table has them where its terminal has room for them.
  private func hasTrend(_ terminal: Terminal) -> Bool {
    if let columns { return columns.replacing(" ", with: "").split(separator: ",").contains("trend") }
    return trend || terminal.showsTables && terminal.context.width ?? 0 >= 120
  }

  /// The columns that `text` names, apart by commas.
  ///
  /// - Throws: a `usage` failure where one of them is none of `known`, or stands twice.
  static func columns(_ text: String, among known: [String]) throws(Failure) -> [String] {
    let names = text.replacing(" ", with: "").split(separator: ",", omittingEmptySubsequences: false)
    var chosen: [String] = []
    for name in names.map(String.init) {
      guard known.contains(name) else {
        let guess = Spelling.nearest(to: name, among: known).map { "did you mean \"\($0)\"? " } ?? ""
        throw Failure(
          .usage, "there is no column \"\(name)\"",
          remedy: .words("\(guess)the columns are: \(known.joined(separator: ", "))"),
          facts: [JSONMember("columns", .array(known.map { .string($0) }))])
      }
      if chosen.contains(name) { throw Failure(.usage, "the column \"\(name)\" is named twice") }
      chosen.append(name)
    }
    return chosen
  }
}
