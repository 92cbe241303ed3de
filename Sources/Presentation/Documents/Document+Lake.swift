public import JSON
public import LakeStore
import RankingModel

extension Document {
  /// The result of a verification.
  ///
  /// - Parameter bucket: what is known of the bucket that holds the lake, by name; `nil` for a lake in a folder.
  public static func verification(
    _ verification: Verification, lake: String, bucket: [JSONMember]?
  ) -> Document {
    let table = Table(
      verification.problems,
      ItemColumn("severity") { Cell($0.severity.rawValue, tone: $0.severity == .notice ? .notice : .bad) },
      ItemColumn("kind") { Cell($0.kind.rawValue) },
      ItemColumn("subject") { subject($0.subject.description) },
      ItemColumn("message", isFlexible: true) { Cell($0.message) },
      ItemColumn("snapshots", isFlexible: true) { snapshots($0.snapshots) })
    var page: [Block] = [
      .facts(
        [
          Fact("lake", Cell(lake)),
          Fact("sound", Cell(.bool(verification.isSound), tone: verification.isSound ? .good : .bad)),
          Fact("snapshots", Cell(verification.snapshots)), Fact("runs", Cell(verification.runs)),
          Fact("objects", Cell(verification.objects)),
          Fact("objects read", Cell(verification.objectsRead)),
          Fact("bytes read", Cell(verification.bytesRead)),
        ] + (bucket ?? []).map(fact))
    ]
    if !table.rows.isEmpty { page.append(.table(table)) }
    var members = verification.json.members ?? []
    if let bucket { members.append(JSONMember("bucket", .object(bucket))) }
    return Document(json: .object(members), records: table, page: page)
  }

  /// The steps of a repair, planned or done.
  public static func repair(_ steps: [RepairStep]) -> Document {
    let table = Table(
      steps,
      ItemColumn("action") { step in
        Cell(step.action.rawValue, tone: [.lost, .leave].contains(step.action) ? .bad : .good)
      },
      ItemColumn("subject") { subject($0.subject.description) },
      ItemColumn("message", isFlexible: true) { Cell($0.message) },
      ItemColumn("snapshots", isFlexible: true) { snapshots($0.snapshots) })
    return Document(table, empty: "there is nothing to repair")
  }

  /// The items that are forgotten.
  public static func forgotten(_ items: [ForgetItem]) -> Document {
    let table = Table(
      items,
      ItemColumn("forget") { Cell($0.onlyRaw ? "raw" : "snapshot") },
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("recorded_at", title: "recorded at") { .instant($0.recordedAt) },
      ItemColumn("state") { .state($0.state) },
      ItemColumn("version") { Cell(JSONValue($0.version?.description), shown: $0.version?.short) },
      ItemColumn("reason") { Cell($0.reason) })
    return Document(table, empty: "there is nothing to forget")
  }

  /// The steps of a prune, planned or done.
  public static func pruning(_ plan: PrunePlan) -> Document {
    let table = Table(
      plan.items,
      ItemColumn("action") { Cell($0.action.rawValue, tone: $0.action == .remove ? .bad : .plain) },
      ItemColumn("object") { Cell(.string($0.object.description), shown: $0.object.short) },
      ItemColumn("size", alignment: .right) { Cell($0.size) },
      ItemColumn("since") { .instant($0.since) })
    let counts = PrunePlan.Action.allCases.map { action in
      (action.rawValue, plan.items.count { $0.action == action })
    }
    var page: [Block] = [.facts(counts.map { Fact($0, Cell($1)) })]
    if !table.rows.isEmpty { page.append(.table(table)) }
    return Document(
      json: .object(
        counts.map { JSONMember($0, JSONValue($1)) } + [
          JSONMember(
            "bytes_removed", JSONValue(plan.items.filter { $0.action == .remove }.map(\.size).reduce(0, +))),
          JSONMember("objects", .array(plan.items.map(\.json))),
        ]),
      records: table, page: page)
  }

  /// The items that are brought back.
  public static func restoring(_ plan: RestorePlan) -> Document {
    let parts: [(String, [String])] = [
      ("snapshot", plan.snapshots), ("raw", plan.raw), ("object", plan.objects.map(\.description)),
      ("too_late", plan.tooLate),
    ]
    let table = Table(
      columns: [Column("what"), Column("subject", isFlexible: true)],
      rows: parts.flatMap { what, subjects in
        subjects.map { [Cell(what, tone: what == "too_late" ? .bad : .good), subject($0)] }
      })
    return Document(table, empty: "there is nothing to bring back")
  }

  /// The contents of a catalogue, in numbers.
  public static func contents(_ contents: CatalogueContents) -> Document {
    let counts = [
      ("charts", contents.charts), ("snapshots", contents.snapshots), ("runs", contents.runs),
      ("items", contents.items), ("observations", contents.observations),
    ]
    return Document(record: counts.map { (Column($0.0, alignment: .right), Cell($0.1)) })
  }

  /// A member as a named value for people; `null` is shown as unknown.
  private static func fact(_ member: JSONMember) -> Fact {
    let isUnknown = member.value == .null
    return Fact(member.key.replacing("_", with: " "), Cell(member.value, shown: isUnknown ? "unknown" : nil))
  }

  /// An object with its hash shortened, or a place.
  private static func subject(_ subject: String) -> Cell {
    Cell(.string(subject), shown: ObjectID(subject)?.short)
  }

  private static func snapshots(_ snapshots: [AffectedSnapshot]) -> Cell {
    let words = snapshots.prefix(3).map { "\($0.chart) \($0.day) (\($0.part.rawValue))" }
    let more = snapshots.count > 3 ? ", and \(snapshots.count - 3) more" : ""
    return Cell(
      .array(snapshots.map(\.json)), shown: snapshots.isEmpty ? nil : words.joined(separator: ", ") + more)
  }
}
