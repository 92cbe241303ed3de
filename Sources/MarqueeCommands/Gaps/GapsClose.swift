import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee gaps close`.
struct GapsClose: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract:
      "Say that no list of the missing days exists any longer: they are no gap, and nobody looks for them.")

  @OptionGroup var days: GapDays

  @Option(help: "Why; kept with the decision.") var reason: String

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let made = try await workplace.closeGaps(of: days.chart, days.range, because: reason)
    return Answer(
      .closing(made.decisions),
      saying: "\(days.chart): \(counted(made.periods, "gap is", "gaps are")) closed")
  }
}
