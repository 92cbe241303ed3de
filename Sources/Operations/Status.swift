public import History
import Jobs
import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// What is published, missing, held back, failed or late of one chart, or of all. Job files with mistakes are passed over.
  public func status(of chart: ChartName? = nil) async throws -> [StatusAnswer] {
    try await status(of: chart, try await reader(), try await workReader())
  }

  /// The same, from an open lake and its work state.
  func status(of chart: ChartName?, _ reader: LakeReader, _ work: WorkState?) async throws -> [StatusAnswer] {
    let definitions = Dictionary(try definitions().map { ($0.definition.chart, $0.definition) }) { $1 }
    // The queue cannot be read where its medium takes no writes.
    let isUnread = try work == nil && WorkState.exists(in: place.folder)
    let letters = Dictionary(grouping: try await work?.queue.tasks(in: .dead) ?? [], by: \.chart)
    var answers: [StatusAnswer] = []
    for chart in try chart.map({ [$0] }) ?? reader.charts() {
      let definition = definitions[chart]
      let due = definition.flatMap { $0.schedule.isOn ? DueDays($0.schedule, $0.cadence, at: now) : nil }
      let days = try ChartDays(of: chart, from: reader)
      var answer = StatusQuestion(chart: chart, until: due?.last).answer(
        of: days, try reader.captures(of: chart))
      answer.isLate = due?.isLate(days.known)
      if !isUnread {
        answer.deadLetters = letters[chart]?.count ?? 0
        if let definition {
          answer.budgetLeft = try await BudgetLeft.find(
            of: definition, work: work, dependencies: dependencies)?.left
        }
      }
      answers.append(answer)
    }
    return answers
  }
}
