import Pipeline
import RankingModel

/// What the job files and the work state say about charts: schedules, dead letters and call budgets.
struct WorkFacts: Sendable {
  private let options: GlobalOptions
  private let definitions: [ChartName: JobDefinition]
  private let work: WorkState?
  /// Dead letters by chart; `nil` where the queue cannot be read: its medium takes no writes.
  private let dead: [ChartName: Int]?

  /// Reads the job files and the queue. Job files with mistakes are passed over: `marquee job check` names them.
  init(_ options: GlobalOptions) async throws {
    self.options = options
    self.definitions = Dictionary(try options.definitions().map { ($0.chart, $0) }) { $1 }
    self.work = try await options.workReader()
    let isUnread = try work == nil && WorkState.exists(in: options.lake)
    let letters = try await work?.queue.tasks(in: .dead) ?? []
    self.dead = isUnread ? nil : Dictionary(grouping: letters, by: \.chart).mapValues(\.count)
  }

  /// The last day whose run is due, and whether that is today; none where no job catches up with the days of
  /// the chart.
  func lastDueDay(of chart: ChartName) -> (day: Day?, isToday: Bool) {
    guard let schedule = definitions[chart]?.schedule, schedule.catchesUp else { return (nil, false) }
    let now = options.context.clock()
    let today = schedule.day(at: now)
    return schedule.isDue(at: now) ? (today, true) : (today.advanced(by: -1), false)
  }

  /// Items of the chart whose enrichment was given up; `nil` where that cannot be known.
  func deadLetters(of chart: ChartName) -> Int? {
    dead.map { $0[chart] ?? 0 }
  }

  /// Calls left of today's budget; `nil` where the chart's job has no budget, no key is at hand, or that cannot be
  /// known.
  func budgetLeft(of chart: ChartName) async throws(Failure) -> Int? {
    guard dead != nil, let enrichment = definitions[chart]?.enrich else { return nil }
    return try await BudgetLeft.find(
      enrichment, work: work, environment: options.context.environment, today: options.context.clock().day)?
      .left
  }
}
