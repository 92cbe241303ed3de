public import History
import JSON
import RankingModel

extension SummaryAnswer {
  /// The summary. Its rows for programs are the points, or the groups if fields were asked for.
  public var document: Document {
    let columns = [JSONMember("chart", .string(chart.description))] + range.members.prefix(2)
    let groups = groups.map(\.table)
    var members = [JSONMember("chart", .string(chart.description))] + range.members
    members += [
      JSONMember("points", .array(points.rows.map(points.object(of:)))), JSONMember("more", JSONValue(more)),
      JSONMember("entered", JSONValue(entered)), JSONMember("left", JSONValue(left)),
      JSONMember("turnover", JSONValue(turnover)),
      JSONMember("number_ones", .array(numberOnesTable.rows.map(numberOnesTable.object(of:)))),
      JSONMember("survival", .object(survival.map { JSONMember("\($0.days)", $0.json) })),
    ]
    if !groups.isEmpty {
      members.append(
        JSONMember(
          "by",
          .object(
            zip(self.groups, groups).map { group, table in
              JSONMember(group.field, .array(table.rows.map(table.object(of:))))
            })))
    }
    let rows = groups.isEmpty ? points : named(zip(self.groups, groups))
    let records = Table(
      columns: columns.map { Column($0.key) } + rows.columns,
      rows: rows.rows.map { columns.map { Cell($0.value) } + $0 })
    // A limit is one on the points; the tables by field are always whole.
    return Document(
      json: .object(members), records: records, page: page, more: groups.isEmpty ? more : 0,
      notes: range.notes)
  }

  /// The groups of all fields in one table. Each row names its field.
  private func named(_ groups: Zip2Sequence<[SummaryGroups], [Table]>) -> Table {
    let rows = groups.flatMap { group, table in table.rows.map { [Cell(group.field)] + $0 } }
    return Table(columns: [Column("field")] + SummaryGroups.columns, rows: rows)
  }

  private var points: Table {
    let coverage = range.coverage
    return points(items, and: [ItemColumn("days_at_most") { Cell(coverage.atMost($0.days)) }])
  }

  private func points(_ items: [Standing], and others: [ItemColumn<Standing>] = []) -> Table {
    Table(
      items,
      ItemColumn("id") { Cell($0.id.description, tone: .faint) },
      ItemColumn("title", isFlexible: true) { Cell($0.title) },
      ItemColumn("points", alignment: .right) { Cell(.double($0.points)) },
      ItemColumn("days", title: "\(range.unit)s", alignment: .right) { Cell($0.days) },
      ItemColumn("best", alignment: .right) { Cell($0.best) }, and: others)
  }

  private var numberOnesTable: Table {
    let coverage = range.coverage
    return Table(
      numberOnes,
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title") { Cell($0.title) },
      ItemColumn("days") { Cell($0.daysAtNumberOne) },
      ItemColumn("days_at_most") { Cell(coverage.atMost($0.daysAtNumberOne)) })
  }

  /// The table with points rounded to two decimals for people.
  private static func rounded(_ table: Table) -> Table {
    var table = table
    for column in table.columns.indices where table.columns[column].key == "points" {
      for row in table.rows.indices {
        guard let points = table.rows[row][column].value.number else { continue }
        table.rows[row][column] = Cell(.double((points * 100).rounded() / 100))
      }
    }
    return table
  }

  /// The number of items on a page if no limit was given.
  private static let shown = 25

  private var page: [Document.Block] {
    var page: [Document.Block] = [.heading("\(chart), \(range.days)"), .facts(facts)]
    for group in groups {
      page += [.text("by \(group.field)"), .table(SummaryAnswer.rounded(group.table).counting("value"))]
    }
    let shown = Array(isLimited ? items[...] : items.prefix(SummaryAnswer.shown))
    page.append(
      .table(SummaryAnswer.rounded(points(shown)).counting(noun, more: more + items.count - shown.count)))
    return page + range.sentences
  }

  private var facts: [Document.Fact] {
    let leaders = numberOnes.map { "\($0.title) (\(counted($0.daysAtNumberOne, range.unit)))" }
    let shown = leaders.prefix(5).joined(separator: ", ")
    let more = leaders.count > 5 ? " and \(leaders.count - 5) more" : ""
    return [
      Document.Fact("number ones", Cell(shown + more)),
      Document.Fact("entered, left", Cell("\(entered), \(left)")),
      Document.Fact("turnover", Cell(turnover.map { "\(percent($0)) of the list each \(range.unit)" })),
    ]
      + survival.map { survival in
        Document.Fact(
          "there after \(survival.days) days",
          Cell(
            survival.share.map {
              "\(percent($0)) of the newcomers (\(survival.survivors) of \(survival.newcomers))"
            }))
      }
  }

  /// The share as a percentage, such as `12.3%`.
  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)%"
  }
}

extension SummaryAnswer.Survival {
  fileprivate var json: JSONValue {
    ["share": JSONValue(share), "survivors": JSONValue(survivors), "newcomers": JSONValue(newcomers)]
  }
}

extension SummaryGroups {
  fileprivate static let columns = [
    Column("value", isFlexible: true), Column("items", alignment: .right), Column("days", alignment: .right),
    Column("points", alignment: .right),
  ]

  fileprivate var table: Table {
    Table(
      columns: SummaryGroups.columns,
      rows: groups.map { [Cell($0.value), Cell($0.items), Cell($0.days), Cell(.double($0.points))] })
  }
}
