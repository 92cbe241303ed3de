import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee gaps open`.
struct GapsOpen: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Reopen closed days: they are gaps again, and runs ask for their lists.")

  @OptionGroup var days: GapDays

  @OptionGroup var why: DecisionReason

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let made = try await workplace.openGaps(of: days.chart, days.range, because: why.reason)
    return Answer(
      .closing(made.decisions),
      saying: "\(days.chart): \(counted(made.periods, "gap is", "gaps are")) open again")
  }
}
