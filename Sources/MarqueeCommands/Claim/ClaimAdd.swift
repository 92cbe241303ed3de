import ArgumentParser
import LakeStore
import Operations
import Presentation
import RankingModel

/// `marquee claim add`.
struct ClaimAdd: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Ask a question about the past, and keep it with its answer.",
    discussion: """
      The question comes last: the command that asks it. Options of `claim add` come
      before the name.

      A question that names its days, such as `chart --day`, is asked again as it
      is. To one about all days, or days to come, --captured-by is added, with the
      instant of the newest list that the chart has now: later days do not count
      then, and a backfill or a replay of lists from before does. A list that the
      source itself changes later does not. Give --as-of or --captured-by to choose
      what counts. Which snapshot an answer was read from is not part of it.

      Examples:
        marquee claim add "Number one on 1 May" chart imdb-top10 --day 2026-05-01
        marquee claim add --note "Never below #3" Steady history imdb-top10 tt0068646
        marquee claim add --chart imdb-top10 "Films in May" \\
          sql "SELECT count(DISTINCT id) FROM entries WHERE day LIKE '2026-05-%'"
      """)

  @Option(help: "What was published, in words; kept with the claim.") var note: String?

  @Option(
    help: "The chart that the question is about, where its words name none and the lake has several.",
    completion: .custom(completeCharts))
  var chart: ChartName?

  @Argument(help: "The claim's name: any text.") var name: String

  @Argument(parsing: .captureForPassthrough, help: "The words of the command that asks it.")
  var question: [String]

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let words = question.first == "--" ? Array(question.dropFirst()) : question
    let asked = try ClaimQuestion(words)
    let reader = try await workplace.reader()
    guard let subject = try asked.chart ?? chart ?? reader.onlyChart() else {
      throw Failure(
        .usage, "the question names no chart", remedy: .words("name the one it is about with --chart"))
    }
    let pinned = try asked.pinned(by: try reader.newest(of: subject))
    let claim = try await workplace.addClaim(name, about: subject, question: pinned.words, note: note)
    return Answer(.claims([claim]), saying: "the claim \"\(claim.name)\" is stored with its current answer")
  }
}

extension LakeReader {
  /// The chart of a lake that has only one; otherwise `nil`.
  fileprivate func onlyChart() throws(Failure) -> ChartName? {
    let charts = try charts()
    return charts.count == 1 ? charts[0] : nil
  }
}
