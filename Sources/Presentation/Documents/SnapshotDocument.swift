import JSON
public import RankingModel

extension Document {
  /// The record of a snapshot. Its rows are the raw objects that the snapshot was made from. Of its run only the name is given.
  public static func snapshot(_ snapshot: Snapshot) -> Document {
    let raw = Table(
      snapshot.raw,
      ItemColumn("role") { Cell($0.role.rawValue) },
      ItemColumn("item") { Cell($0.item?.description) },
      ItemColumn("object") { Cell(.string($0.object.description), shown: $0.object.short) },
      ItemColumn("size", alignment: .right) { Cell($0.size) },
      ItemColumn("fetched_at", title: "fetched at") { .instant($0.fetchedAt) },
      ItemColumn("status", alignment: .right) { Cell($0.response?.status) },
      ItemColumn("url", title: "address", isFlexible: true) { Cell($0.url) })
    var facts = [
      Fact("state", .state(snapshot.state)), Fact("reason", Cell(snapshot.report.reason)),
      Fact("captured at", .instant(snapshot.capturedAt)), Fact("recorded at", .instant(snapshot.recordedAt)),
      Fact("version", Cell(snapshot.version?.description)), Fact("entries", Cell(snapshot.entries)),
      Fact("size", Cell(snapshot.size)), Fact("job file", Cell(snapshot.job?.description)),
      Fact("program", Cell(snapshot.program)), Fact("run", Cell(snapshot.report.id)),
    ]
    facts.removeAll { $0.cell.value == .null }
    var page: [Block] = [.heading("\(snapshot.chart) on \(snapshot.day)"), .facts(facts)]
    if !snapshot.raw.isEmpty { page.append(.table(raw.counting("raw object"))) }
    let record = snapshot.json.members?.filter { $0.key != "report" } ?? []
    return Document(
      json: .object(
        record + [
          JSONMember("run", .string(snapshot.report.id)),
          JSONMember("reason", JSONValue(snapshot.report.reason)),
        ]),
      records: raw, page: page)
  }
}
