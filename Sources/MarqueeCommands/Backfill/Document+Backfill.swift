import JSON
import Operations
import Pipeline
import Presentation
import RankingModel

extension Document {
  /// What a backfill would do with each day, and what that costs against what is left of the budget.
  static func backfillPlan(_ plan: [BackfillDecision], budget: BudgetLeft?) -> Document {
    let table = Table(
      plan,
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("action") { Cell($0.action.rawValue, tone: $0.action == .run ? .good : .faint) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
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
        "days": .array(plan.map(\.json)), "calls": JSONValue(known),
        "budget_left": JSONValue(budget?.left),
      ],
      records: table, page: [.table(table), .facts(facts)])
  }

  /// What a backfill has done.
  static func backfill(_ result: BackfillResult) -> Document {
    let (chart, reports, skipped) = (result.chart, result.reports, result.skipped)
    // A day counts once: those that are as before are the unchanged ones.
    let counts = DayState.allCases.map { state in
      (state, reports.count { $0.outcome == state && !$0.unchanged })
    }
    let others = reports.filter { $0.outcome?.isPublished != true }
    let table = Table(
      others,
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("outcome") { Cell($0.outcome?.rawValue, tone: .bad) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("run") { Cell($0.id) })
    let unchanged = reports.count { $0.unchanged }
    var page: [Block] = [
      .heading("\(chart), \(result.from) to \(result.to)"),
      .facts(
        counts.filter { $0.1 > 0 }.map { Fact($0.0.rawValue, Cell($0.1)) }
          + [Fact("unchanged", Cell(unchanged)), Fact("skipped", Cell(skipped))]),
    ]
    if !others.isEmpty { page.append(.table(table)) }
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
