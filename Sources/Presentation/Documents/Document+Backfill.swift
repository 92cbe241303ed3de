import JSON
public import Operations
public import Pipeline
import RankingModel

extension Document {
  /// What a backfill would do with each day, the calls that it needs, and what is left of the call budget.
  public static func backfillPlan(_ plan: [BackfillDecision], budget: BudgetLeft?) -> Document {
    let table = Table(
      plan,
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("action") { Cell($0.action.rawValue, tone: $0.action == .run ? .good : .faint) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("archive") { Cell($0.archive) },
      ItemColumn("calls", alignment: .right) { Cell($0.calls) })
    let known = plan.compactMap(\.calls).reduce(0, +)
    let open = plan.count { $0.calls == nil }
    var facts = [
      Fact("days to run", Cell(plan.count { $0.action == .run })),
      Fact(
        "calls",
        Cell(.integer(Int64(known)), shown: open > 0 ? "\(known), and \(open) days not known yet" : nil)),
    ]
    if let budget {
      facts.append(
        Fact(
          "budget left today", Cell(.integer(Int64(budget.left)), shown: "\(budget.left) of \(budget.perDay)")
        ))
    }
    return Document(
      json: [
        "days": .array(plan.map(\.json)), "calls": JSONValue(known), "budget_left": JSONValue(budget?.left),
      ],
      records: table, page: [.table(table), .facts(facts)])
  }

  /// The result of a backfill.
  public static func backfill(_ result: BackfillResult) -> Document {
    let (chart, reports, skipped) = (result.chart, result.reports, result.skipped)
    // Each day counts in its state, whether or not it has changed.
    let counts = DayState.allCases.map { state in (state, reports.count { $0.outcome == state }) }
    let others = reports.filter { $0.outcome?.isPublished != true }
    let table = Table(
      others,
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("outcome") { Cell($0.outcome?.rawValue, tone: .bad) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("run") { Cell($0.id) })
    let unchanged = reports.count { $0.unchanged }
    // The numbers on a page add up: each day is counted once. Missing days are listed as ranges, because there are many and all
    // have the same reason.
    let facts = counts.filter { $0.1 > 0 }.map { state, count in
      let days = reports.filter { $0.outcome == state }
      let same = days.count { $0.unchanged }
      return Fact(
        state.rawValue,
        state == .missing
          ? .days(days.map(\.day).sorted(), result.cadence)
          : Cell(JSONValue(count), shown: same > 0 ? "\(count), \(same) of them unchanged" : nil))
    }
    var page: [Block] = [
      .heading("\(chart), \(result.from) to \(result.to)"),
      .facts(
        [Fact("\(result.cadence.unit)s", Cell(reports.count + skipped))] + facts + [
          Fact("skipped", Cell(skipped))
        ] + (result.pending > 0 ? [Fact("pending", Cell(result.pending, tone: .notice))] : [])),
    ]
    let told = zip(others, table.rows).filter { $0.0.outcome != .missing }.map(\.1)
    if !told.isEmpty { page.append(.table(Table(columns: table.columns, rows: told))) }
    return Document(
      json: .object(
        [
          JSONMember("chart", .string(chart.description)),
          JSONMember("from", .string(result.from.description)),
          JSONMember("to", .string(result.to.description)),
        ] + counts.map { JSONMember($0.0.rawValue, JSONValue($0.1)) } + [
          JSONMember("unchanged", JSONValue(unchanged)), JSONMember("skipped", JSONValue(skipped)),
          JSONMember("days", .array(table.rows.map(table.object(of:)))),
        ]),
      records: table, page: page)
  }
}
