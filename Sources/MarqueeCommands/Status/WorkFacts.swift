import Pipeline
import RankingModel

/// What the job files and the working state say about charts: schedules, dead letters and call budgets.
struct WorkFacts: Sendable {
  private let options: GlobalOptions
  private let definitions: [ChartName: JobDefinition]
  private let deadByChart: [ChartName: Int]?
  private let work: WorkStore?

  /// Reads the job files and the queue. Job files with mistakes are passed over: `marquee job check` names them.
  init(_ options: GlobalOptions) async throws(Failure) {
    self.options = options
    var definitions: [ChartName: JobDefinition] = [:]
    for name in options.jobs.names() {
      guard let definition = try? options.jobs.definition(of: name) else { continue }
      definitions[definition.chart] = definition
    }
    self.definitions = definitions
    self.work = try options.workReader()
    let dead = try await work?.tasks(in: .dead) ?? []
    self.deadByChart = Dictionary(grouping: dead, by: \.chart).mapValues(\.count)
  }

  /// The last day whose run is due, and whether that is today; none where no job catches up with the days of
  /// the chart.
  func lastDueDay(of chart: ChartName) -> (day: Day?, isToday: Bool) {
    guard let schedule = definitions[chart]?.schedule, schedule.catchesUp else { return (nil, false) }
    let now = options.context.clock()
    let today = schedule.day(at: now)
    return schedule.isDue(at: now) ? (today, true) : (today.advanced(by: -1), false)
  }

  /// Films of the chart whose enrichment was given up.
  func deadLetters(of chart: ChartName) -> Int {
    deadByChart?[chart] ?? 0
  }

  /// Calls left of today's budget; `nil` where the chart's job has no budget or no key is at hand.
  func budgetLeft(of chart: ChartName) async throws(Failure) -> Int? {
    guard let enrichment = definitions[chart]?.enrich else { return nil }
    return try await BudgetLeft.find(
      enrichment, work: work, environment: options.context.environment, today: options.context.clock().day)?
      .left
  }
}
