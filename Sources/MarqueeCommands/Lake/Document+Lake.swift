import LakeStore
import Presentation
import RankingModel

extension Document {
  /// What a verification found.
  static func verification(_ verification: Verification, lake: String) -> Document {
    let table = Table(
      columns: [
        Column("severity"), Column("kind"), Column("subject"), Column("message", isFlexible: true),
        Column("snapshots", isFlexible: true),
      ],
      rows: verification.problems.map { problem in
        [
          Cell(problem.severity.rawValue, tone: problem.severity == .notice ? .notice : .bad),
          Cell(problem.kind.rawValue), subject(problem.subject), Cell(problem.message),
          snapshots(problem.snapshots),
        ]
      })
    var page: [Block] = [
      .facts([
        Fact("lake", Cell(lake)),
        Fact(
          "sound",
          Cell(.bool(verification.isSound), tone: verification.isSound ? .good : .bad)),
        Fact("snapshots", Cell(verification.snapshots)), Fact("runs", Cell(verification.runs)),
        Fact("objects", Cell(verification.objects)),
        Fact("objects read", Cell(verification.objectsRead)),
        Fact("bytes read", Cell(verification.bytesRead)),
      ])
    ]
    if !table.rows.isEmpty { page.append(.table(table)) }
    return Document(json: verification.json, records: table, page: page)
  }

  /// What a repair does or did.
  static func repair(_ steps: [RepairStep]) -> Document {
    let table = Table(
      columns: [
        Column("action"), Column("subject"), Column("message", isFlexible: true),
        Column("snapshots", isFlexible: true),
      ],
      rows: steps.map { step in
        [
          Cell(step.action.rawValue, tone: [.lost, .leave].contains(step.action) ? .bad : .good),
          subject(step.subject),
          Cell(step.message), snapshots(step.snapshots),
        ]
      })
    return Document(
      json: .array(steps.map(\.json)), records: table,
      page: steps.isEmpty ? [.text("there is nothing to repair")] : [.table(table)])
  }

  /// What is forgotten.
  static func forgotten(_ items: [ForgetItem]) -> Document {
    let table = Table(
      columns: [
        Column("forget"), Column("chart"), Column("day"), Column("recorded_at", title: "recorded at"),
        Column("state"), Column("version"), Column("reason"),
      ],
      rows: items.map { item in
        [
          Cell(item.onlyRaw ? "raw" : "snapshot"), Cell(item.chart.description),
          Cell(item.day.description), .instant(item.recordedAt),
          .state(item.state),
          Cell(
            JSONValue(item.version?.description), shown: item.version?.short),
          Cell(item.reason),
        ]
      })
    return Document(table, empty: "there is nothing to forget")
  }

  /// What a pruning does.
  static func pruning(_ plan: PrunePlan) -> Document {
    let table = Table(
      columns: [
        Column("action"), Column("object"), Column("size", alignment: .right), Column("since"),
      ],
      rows: plan.items.map { item in
        [
          Cell(item.action.rawValue, tone: item.action == .remove ? .bad : .plain),
          Cell(.string(item.object.description), shown: item.object.short), Cell(item.size),
          .instant(item.since),
        ]
      })
    let sums = PrunePlan.Action.allCases.map { action in
      (action, plan.items.filter { $0.action == action })
    }
    var page: [Block] = [.facts(sums.map { Fact($0.rawValue, Cell($1.count)) })]
    if !table.rows.isEmpty { page.append(.table(table)) }
    return Document(
      json: .object(
        sums.map { JSONMember($0.rawValue, JSONValue($1.count)) } + [
          JSONMember(
            "bytes_removed",
            JSONValue(plan.items.filter { $0.action == .remove }.map(\.size).reduce(0, +))),
          JSONMember("objects", .array(plan.items.map(\.json))),
        ]),
      records: table, page: page)
  }

  /// What is brought back.
  static func restoring(_ plan: RestorePlan) -> Document {
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

  /// What a catalogue holds.
  static func contents(_ contents: CatalogueContents) -> Document {
    let table = Table(
      columns: ["charts", "snapshots", "runs", "items", "observations"].map { Column($0, alignment: .right) },
      rows: [
        [
          Cell(contents.charts), Cell(contents.snapshots), Cell(contents.runs), Cell(contents.items),
          Cell(contents.observations),
        ]
      ])
    return Document(
      json: table.object(of: table.rows[0]), records: table,
      page: [.facts(zip(table.columns, table.rows[0]).map { Fact($0.key, $1) })])
  }

  /// An object in short, or a place.
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
