public import History
import JSON
import RankingModel

extension RecordsAnswer {
  /// The records: one row per record for programs, one line per holder for people and in CSV.
  public var document: Document {
    let common = [JSONMember("chart", .string(chart.description))] + range.members
    let changes =
      on == nil
      ? []
      : [
        ItemColumn<ChartRecord>("change") { Cell($0.change?.rawValue) },
        ItemColumn<ChartRecord>("previous_value") { Cell($0.previousValue) },
        ItemColumn<ChartRecord>("requested_day") { _ in Cell(on?.description) },
      ]
    let table = Table(
      records,
      ItemColumn("record") { Cell($0.name) },
      ItemColumn("value") { Cell($0.value) },
      ItemColumn("unit") { Cell($0.unit) },
      ItemColumn("holders") { record in Cell(.array(record.holders.map { $0.json(record) })) },
      ItemColumn("value_at_least") { Cell($0.bounds?.lowerBound) },
      ItemColumn("value_at_most") { Cell($0.bounds?.upperBound) },
      and: changes + common.map { member in ItemColumn(member.key) { _ in Cell(member.value) } })
    let body: Document.Block =
      records.isEmpty
      ? .text("no record was broken or tied") : .table(people.counting("record", records.count))
    return Document(
      json: .array(table.rows.map(table.object(of:))), records: table, sheet: { sheet(table) },
      page: [.heading(heading), body] + hint + range.sentences, notes: range.notes)
  }

  /// Where the page does not show all holders, the sentence that says where they are.
  private var hint: [Document.Block] {
    records.contains { $0.holders.count > RecordsAnswer.shown }
      ? [.text("at most \(RecordsAnswer.shown) holders of a record are shown; the format json has all")] : []
  }

  /// The rows of CSV: each row of `table` once for each of its holders. In them `from` and `to` are the days of the holder;
  /// `range_from` and `range_to` are those of the answer.
  private func sheet(_ table: Table) -> Table {
    var sheet = table
    for index in sheet.columns.indices where ["from", "to"].contains(sheet.columns[index].key) {
      sheet.columns[index].key = "range_\(sheet.columns[index].key)"
    }
    sheet.rows = zip(table.rows, records).flatMap { row, record -> [[Cell]] in
      let holders: [JSONValue] = record.holders.isEmpty ? [.null] : record.holders.map { $0.json(record) }
      return holders.map { holder in
        zip(table.columns, row).map { column, cell in column.key == "holders" ? Cell(holder) : cell }
      }
    }
    return sheet.flattening("holders", ChartRecord.Holder.names, prefix: "")
      .flattening("epoch", ["from", "reason"], prefix: "epoch_")
      .flattening("epoch_end", ["to", "reason"], prefix: "epoch_end_")
  }

  private var heading: String {
    on.map { "Records of \(chart) that \($0) changed" } ?? "Records of \(chart), \(range.days)"
  }

  /// A line of the page: a record with one of its holders, or with the number of further holders.
  private struct Line {
    var record: ChartRecord
    var holder: ChartRecord.Holder?
    var isFirst: Bool
    var more = 0
  }

  /// The largest number of holders of one record on a page.
  private static let shown = 5

  private var people: Table {
    let lines = records.flatMap { record in
      let holders = record.holders.prefix(RecordsAnswer.shown)
      var lines = holders.enumerated().map { Line(record: record, holder: $1, isFirst: $0 == 0) }
      let more = record.holders.count - holders.count
      if lines.isEmpty || more > 0 { lines.append(Line(record: record, isFirst: lines.isEmpty, more: more)) }
      return lines
    }
    let change = ItemColumn<Line>("change") { Cell($0.isFirst ? $0.record.change?.rawValue ?? "" : "") }
    return Table(
      lines,
      ItemColumn("record", least: 14) { Cell($0.isFirst ? $0.record.name : "") },
      ItemColumn("value", least: 15) { Cell($0.isFirst ? $0.record.words : "") },
      ItemColumn("holder", isFlexible: true) {
        Cell($0.holder?.title ?? ($0.more > 0 ? "and \($0.more) more" : ""))
      },
      // The first day at least is shown.
      ItemColumn("when", least: 11) { line in Cell(line.holder?.words ?? "") },
      and: (on == nil ? [] : [change]) + [
        ItemColumn("id") { Cell($0.holder?.id?.description ?? "", tone: .faint) }
      ])
  }
}

extension ChartRecord {
  /// The value in words: `12 weeks`; `12 to 14 weeks`; `12 weeks (9 to 14)` if missing weeks may have interrupted the series;
  /// `#3`; or a dash if nobody holds the record.
  fileprivate var words: String {
    guard let value else { return "–" }
    if unit == "rank" { return "#\(value)" }
    let one = String(unit.dropLast())
    guard let bounds else { return counted(value, one) }
    guard bounds.lowerBound == value else {
      return "\(counted(value, one)) (\(bounds.lowerBound) to \(bounds.upperBound))"
    }
    return "\(value) to \(counted(bounds.upperBound, one))"
  }
}

extension ChartRecord.Holder {
  /// The names of all members that its JSON object can have.
  fileprivate static let names = ["id", "title", "day", "from", "to", "previous_day", "across_gap"]

  fileprivate func json(_ record: ChartRecord) -> JSONValue {
    var members = [JSONMember("id", JSONValue(id?.description)), JSONMember("title", JSONValue(title))]
    if record.isOfDaysInARow {
      members.append(JSONMember("from", .string(days.from.description)))
      members.append(JSONMember("to", .string(days.to.description)))
    } else {
      members.append(JSONMember("day", .string(days.to.description)))
    }
    if let previousDay {
      members.append(JSONMember("previous_day", .string(previousDay.description)))
      members.append(JSONMember("across_gap", .bool(isAcrossGap)))
    }
    return .object(members)
  }

  /// The days in words. A change across a gap also names the published day before the gap, because the day of the change is not
  /// known.
  fileprivate var words: String {
    guard isAcrossGap, let previousDay else { return "\(days)" }
    return "\(days), across a gap since \(previousDay)"
  }
}
