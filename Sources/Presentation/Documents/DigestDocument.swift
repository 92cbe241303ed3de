public import History
import JSON
import RankingModel

extension LakeDigest {
  /// The digest of the lake, and the expected one if it was found again.
  public var document: Document {
    let table = Table(
      [total] + (expected.map { [$0] } ?? []),
      ItemColumn("digest") { Cell($0.root.description) },
      ItemColumn("size", alignment: .right) { Cell($0.size) },
      ItemColumn("as_of", title: "as of") { Cell($0.asOf?.description) })
    var members = table.object(of: table.rows[0]).members ?? []
    if table.rows.count > 1 { members.append(JSONMember("expected", table.object(of: table.rows[1]))) }
    return Document(json: .object(members), records: table, page: [.table(table)])
  }
}
