public import History
import JSON
import RankingModel

extension DayVersions {
  /// All records of the day, one row each. On the page, tables below them show what each record changed.
  public var document: Document {
    let columns: [ItemColumn<Row>] = [
      ItemColumn("event") { Cell($0.event.rawValue) },
      ItemColumn("recorded_at", title: "recorded at") { .instant($0.recordedAt) },
      ItemColumn("captured_at", title: "captured at", priority: .low) { .instant($0.capturedAt) },
      ItemColumn("state") { .state($0.state) },
      ItemColumn("stands") { Cell(.bool($0.stands), tone: $0.stands ? .good : .plain) },
      version("version", \.version),
    ]
    let details: [ItemColumn<Row>] = [
      ItemColumn("entries") { Cell($0.entries) }, ItemColumn("run") { Cell($0.run) },
      version("previous_version", \.previousVersion),
    ]
    let counts = EntryChanges.Change.Kind.allCases.map { kind in
      ItemColumn<Row>(kind.rawValue, alignment: .right) { Cell($0.changes?.of(kind).count) }
    }
    let reason = ItemColumn<Row>("reason", isFlexible: true) { Cell($0.reason) }
    let chart = ItemColumn<Row>("chart") { _ in Cell(self.chart.description) }
    let day = ItemColumn<Row>("day") { _ in Cell(self.day.description) }
    let told = Table(rows, and: columns + details + [reason])
    let json: JSONValue = [
      "chart": .string(self.chart.description), "day": .string(self.day.description),
      "versions": .array(
        zip(told.rows, rows).map { cells, row in
          .object((told.object(of: cells).members ?? []) + EntryChanges.members(of: row.changes))
        }),
    ]
    return Document(
      json: json, records: Table(rows, chart, day, and: columns + details + counts + [reason]),
      page: [
        .heading("\(self.chart) on \(self.day)"),
        .table(Table(rows, and: columns + counts + [reason]).counting("record")),
      ]
        + rows.flatMap(changes))
  }

  private func version(_ key: String, _ version: @escaping (Row) -> ObjectID?) -> ItemColumn<Row> {
    ItemColumn(key, priority: .low) { Cell(JSONValue(version($0)?.description), shown: version($0)?.short) }
  }

  /// The changes that a record made, for people.
  private func changes(_ row: Row) -> [Document.Block] {
    guard let changes = row.changes?.all, !changes.isEmpty else { return [] }
    let table = Table(
      changes,
      ItemColumn("change", title: "") { Cell($0.field ?? $0.kind.rawValue) },
      ItemColumn("title", isFlexible: true) { Cell($0.title) },
      ItemColumn("before") { Cell($0.before) },
      ItemColumn("after") { Cell($0.after) },
      ItemColumn("id") { Cell($0.id.description, tone: .faint) })
    return [
      .heading("\(row.event.rawValue) of \(row.recordedAt.secondsText), against what stood before"),
      .table(table.counting("change")),
    ]
  }
}

extension EntryChanges {
  /// The changes by kind, as members of an object; each is null if nothing was compared.
  fileprivate static func members(of changes: EntryChanges?) -> [JSONMember] {
    Change.Kind.allCases.map { kind in
      JSONMember(kind.rawValue, changes.map { .array($0.of(kind).map(\.json)) } ?? .null)
    } + [JSONMember("unchanged", JSONValue(changes?.unchanged))]
  }
}

extension EntryChanges.Change {
  fileprivate var json: JSONValue {
    let own: [JSONMember] =
      switch kind {
      case .entered: [JSONMember("rank", after)]
      case .left: [JSONMember("previous_rank", before)]
      case .moved:
        [
          JSONMember("rank", after), JSONMember("previous_rank", before),
          JSONMember("change", .integer((before.integer ?? 0) - (after.integer ?? 0))),
        ]
      case .retitled: [JSONMember("previous_title", before)]
      case .changed:
        [
          JSONMember("field", JSONValue(field)), JSONMember("value", after),
          JSONMember("previous_value", before),
        ]
      }
    return .object([JSONMember("id", .string(id.description)), JSONMember("title", .string(title))] + own)
  }
}
