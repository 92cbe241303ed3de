public import History
import JSON
import RankingModel

extension SQLAnswer {
  /// The rows in the order of the answer. A page says if there are more.
  public var document: Document {
    let table = Table(
      columns: columns.indices.map { place in
        let values = rows.map { $0[place] }.filter { $0 != .null }
        let isNumber = !values.isEmpty && values.allSatisfy { $0.number != nil }
        return Column(columns[place], alignment: isNumber ? .right : .left)
      }, rows: rows.map { $0.map { Cell($0) } })
    var document = Document(table, empty: "no row")
    if let cut { document.page.append(.text(cut.words)) }
    return document
  }
}

extension SQLAnswer.Cut {
  /// The cut in words for people.
  public var words: String {
    let size = bytes.map { ", which have \($0 >> 20) MiB" } ?? ""
    return "cut after \(counted(rows, "row"))\(size): there are more"
  }
}
