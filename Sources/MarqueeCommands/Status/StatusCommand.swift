import ArgumentParser
import History
import LakeStore
import Presentation
import RankingModel

/// `marquee status`.
struct StatusCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show for each chart what is published, missing, held back, failed or late.")

  @Argument(help: "Only this chart.", completion: .custom(completeCharts))
  var chart: ChartName?

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let reader = try await options.openReader()
    let facts = try await WorkFacts(options)
    var answers: [StatusAnswer] = []
    for chart in try chart.map({ [$0] }) ?? reader.charts() {
      let due = facts.lastDueDay(of: chart)
      var answer = try StatusQuestion(chart: chart, until: due.day).answer(from: reader)
      let present = answer.lastPublished == due.day || due.day.map(answer.quarantined.contains) == true
      answer.isLate = due.day.map { _ in due.isToday && !present }
      answer.deadLetters = facts.deadLetters(of: chart)
      answer.budgetLeft = try await facts.budgetLeft(of: chart)
      answers.append(answer)
    }
    return Answer(.status(answers))
  }
}
