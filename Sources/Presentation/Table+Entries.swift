import JSON
import RankingModel

extension Table {
  /// Entries, one row each, with some of their fields beside rank, id and title.
  init(_ entries: [Entry], fields: [(name: String, isNumber: Bool)]) {
    self.init(
      entries,
      ItemColumn("rank", alignment: .right) { Cell($0.rank) },
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title", isFlexible: true) { Cell($0.title) },
      and: fields.map { field in
        ItemColumn(field.name, alignment: field.isNumber ? .right : .left, isFlexible: !field.isNumber) {
          Cell($0[field.name] ?? .null)
        }
      })
  }
}
