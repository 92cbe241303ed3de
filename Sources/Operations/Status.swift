public import History
import Jobs
import LakeStore
import Pipeline
public import RankingModel

/// A chart whose list is missing although its deadline has passed.
public struct LateChart: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The day for which the list was due.
  public var due: Day
  /// Whether the lake knows nothing of the chart yet.
  public var isNew: Bool
}

extension Workplace {
  /// The published, missing, held back, failed and late days of one chart, or of all charts. Job files with mistakes are skipped.
  public func status(of chart: ChartName? = nil) async throws -> [StatusAnswer] {
    try await status(of: chart, try await reader(), try await workReader())
  }

  /// The charts whose list is late, by name: `chart` only, or every chart that a job with a schedule fills, including charts that
  /// were never run. Nothing is locked or written.
  ///
  /// - Parameter passOver: called with the name of each job whose file has mistakes, if such a job may fill a chart that is asked
  ///   for.
  /// - Throws: a `noData` failure if there is no lake.
  public func lateCharts(
    of chart: ChartName? = nil, passingOver passOver: (String) -> Void = { _ in }
  ) async throws -> [LateChart] {
    var unread: [String] = []
    let definitions = try definitionsByChart { unread.append($0) }
    // If the chart has a job, job files with mistakes do not matter.
    if chart.flatMap({ definitions[$0] }) == nil { unread.forEach(passOver) }
    let lake = try await view().lake
    return try definitions.values.filter { $0.schedule.isOn && (chart == nil || $0.chart == chart) }
      .sorted { $0.chart.description < $1.chart.description }.compactMap { definition in
        let known = try lake.days(of: definition.chart)
        return definition.dueDays(at: now).late(known).map {
          LateChart(chart: definition.chart, due: $0, isNew: known.isEmpty)
        }
      }
  }

  /// The same as `status(of:)`, from an open lake and its work state.
  func status(of chart: ChartName?, _ reader: LakeReader, _ work: WorkState?) async throws -> [StatusAnswer] {
    let definitions = try definitionsByChart()
    // The queue cannot be read on a read-only medium.
    let isUnread = try work == nil && WorkState.exists(in: place.folder)
    let letters = Dictionary(grouping: try await work?.queue.tasks(in: .dead) ?? [], by: \.chart)
    let pending = try await work?.pending.counts() ?? [:]
    var answers: [StatusAnswer] = []
    for chart in try chart.map({ [$0] }) ?? reader.charts() {
      let definition = definitions[chart]
      let due = definition.flatMap { $0.schedule.isOn ? $0.dueDays(at: now) : nil }
      let days = try ChartDays(of: chart, from: reader)
      var answer = try StatusQuestion(chart: chart, until: due?.last).answer(of: days, reader)
      answer.isLate = due.map { $0.late(days.known) != nil }
      if !isUnread {
        answer.deadLetters = letters[chart]?.count ?? 0
        answer.pendingDays = pending[chart] ?? 0
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
