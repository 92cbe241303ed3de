import JSON
public import LakeStore
public import Operations
public import RankingModel

extension Document {
  /// Claims, one row each.
  public static func claims(_ claims: [Claim]) -> Document {
    let table = Table(
      claims,
      ItemColumn("claim") { Cell($0.name) },
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("question", isFlexible: true) { $0.question },
      ItemColumn("note", isFlexible: true) { Cell($0.note) },
      ItemColumn("claimed_at", title: "claimed at") { .instant($0.claimedAt) })
    return Document(table.counting("claim"), empty: "there is no claim")
  }

  /// A claim with its answer.
  public static func claim(_ claim: Claim) -> Document {
    var document = Document.claims([claim])
    let hash = ObjectID(of: CanonicalJSON.bytes(claim.content.answer))
    document.json = .object(
      (document.records.object(of: document.records.rows[0]).members ?? []) + [
        JSONMember("program", JSONValue(claim.program)),
        JSONMember("answer_sha256", .string(hash.description)), JSONMember("answer", claim.content.answer),
      ])
    document.page = [
      .heading(claim.name),
      .facts([
        Fact("chart", Cell(claim.chart.description)), Fact("question", claim.question),
        Fact("note", Cell(claim.note)), Fact("claimed at", .instant(claim.claimedAt)),
        Fact("SHA-256", Cell(hash.description)),
      ]),
    ]
    document.page += Block.lines(of: JSONText.pretty(claim.content.answer))
    return document
  }

  /// Whether each claim holds. For each claim that does not, a table shows where its answer differs.
  public static func claimChecks(_ checks: [ClaimCheck]) -> Document {
    let columns: [ItemColumn<ClaimCheck>] = [
      ItemColumn("claim") { Cell($0.claim.name) },
      ItemColumn("chart") { Cell($0.claim.chart.description) },
      ItemColumn("holds") { Cell($0.holds.map { .bool($0) } ?? .null, shown: $0.shown, tone: $0.tone) },
      ItemColumn("note", isFlexible: true) { Cell($0.claim.note) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("since", isFlexible: true) { Cell($0.since?.json ?? .null, shown: $0.since?.words ?? "–") },
    ]
    let differences: [ItemColumn<ClaimCheck>] = [
      ItemColumn("changes") { check in
        let table = check.differenceTable
        return Cell(.array(table.rows.map(table.object(of:))))
      },
      ItemColumn("more") { Cell($0.more) },
    ]
    let table = Table(checks, and: columns)
    var document = Document(table.counting("claim"), empty: "there is no claim")
    document.records = Table(checks, and: columns + differences)
    document.sheet = { table.flattening("since", RecordedChange.names, prefix: "since_") }
    document.json = .array(document.records.rows.map(document.records.object(of:)))
    for check in checks where !check.differences.isEmpty {
      let table = check.differenceTable.counting("change", more: check.more)
      document.page += [.heading(check.claim.name), .table(table)]
    }
    return document
  }
}

extension Claim {
  /// The question as a user types it.
  fileprivate var question: Cell {
    Cell(
      .array(content.question.map { .string($0) }),
      shown: content.question.map(ShellWord.quoted).joined(separator: " "))
  }
}

extension ClaimCheck {
  private static let shownDifferences = 10

  fileprivate var shown: String { holds.map { $0 ? "yes" : "no" } ?? "not known" }
  fileprivate var tone: Cell.Tone { holds.map { $0 ? .good : .bad } ?? .notice }
  /// The number of differences beyond those shown.
  fileprivate var more: Int { max(0, differences.count - ClaimCheck.shownDifferences) }

  fileprivate var differenceTable: Table {
    Table(
      Array(differences.prefix(ClaimCheck.shownDifferences)),
      ItemColumn("path") { Cell($0.path.description) },
      ItemColumn("before", isFlexible: true) { Cell($0.before ?? .null) },
      ItemColumn("after", isFlexible: true) { Cell($0.after ?? .null) })
  }
}

extension RecordedChange {
  /// The names of the members of its JSON object.
  fileprivate static let names = ["recorded_at", "day", "by", "version", "run", "reason", "others"]

  fileprivate var json: JSONValue {
    [
      "recorded_at": .string(recordedAt.description), "day": .string(day.description), "by": .string(by),
      "version": JSONValue(version?.description), "run": JSONValue(run), "reason": JSONValue(reason),
      "others": JSONValue(others),
    ]
  }

  /// `replay of 2026-05-03, recorded at …, version 25bc718fb67c, run …: because`. The words are not made safe to show.
  public var words: String {
    let alike = others > 0 ? " or \(counted(others, "other record")) of that instant" : ""
    let version = version.map { ", version \($0.short)" } ?? ""
    let run = run.map { ", run \($0)" } ?? ""
    return "\(by) of \(day)\(alike), recorded at \(recordedAt.secondsText)\(version)\(run)"
      + (reason.map { ": \($0)" } ?? "")
  }
}
