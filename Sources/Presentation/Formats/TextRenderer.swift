import RankingModel

/// Writes a page for people: headings, named values and aligned tables.
struct TextRenderer {
  /// Columns of the terminal; `nil` where lines may be of any length.
  var width: Int?
  /// Whether tones become colours.
  var hasColor: Bool

  /// The page, its blocks apart by an empty line; sentences in a row are not.
  func text(_ page: [Document.Block]) -> String {
    var text = ""
    for (index, block) in page.enumerated() {
      if index > 0, !(block.isText && page[index - 1].isText) { text += "\n" }
      text += self.text(block)
    }
    return text
  }

  private func text(_ block: Document.Block) -> String {
    switch block {
    case .heading(let heading): colored(SafeText.text(heading), code: "1") + "\n"
    case .facts(let facts): text(facts)
    case .text(let sentence): SafeText.text(sentence) + "\n"
    case .table(let table): text(table)
    case .preformatted(let lines): lines.map { colored($0.text, $0.tone) + "\n" }.joined()
    }
  }

  private func text(_ facts: [Document.Fact]) -> String {
    let widest = facts.map { DisplayWidth.of($0.name) }.max() ?? 0
    return facts.map { fact in
      let gap = String(repeating: " ", count: widest - DisplayWidth.of(fact.name) + 2)
      return fact.name + gap + colored(fact.cell.text, fact.cell.tone) + "\n"
    }.joined()
  }

  private func text(_ table: Table) -> String {
    var texts = table.texts
    var widths = table.columns.map { DisplayWidth.of($0.title) }
    for row in texts {
      for (index, text) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(text)) }
    }
    let whole = widths
    narrow(table.columns, &widths)
    let cut = widths.indices.filter { widths[$0] < whole[$0] }
    for row in texts.indices {
      for column in cut { texts[row][column] = DisplayWidth.cut(texts[row][column], to: widths[column]) }
    }
    let header = zip(table.columns, widths).map { DisplayWidth.cut($0.title, to: $1) }
    var output = line(header, table.columns, widths) { text, _ in colored(text, code: "1") }
    for (row, cells) in zip(texts, table.rows) {
      output += line(row, table.columns, widths) { text, column in colored(text, cells[column].tone) }
    }
    guard !cut.isEmpty else { return output }
    let names = cut.map { table.columns[$0].title }.joined(separator: ", ")
    return output + "cut short: \(names)\n"
  }

  /// Takes what the terminal lacks from the widest flexible columns, and where that is not enough from the widest other
  /// columns of texts, down to eight columns each. Numbers are never cut.
  private func narrow(_ columns: [Column], _ widths: inout [Int]) {
    guard let width else { return }
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    while excess > 0 {
      let texts = columns.indices.filter { columns[$0].alignment == .left && widths[$0] > 8 }
      let flexible = texts.filter { columns[$0].isFlexible }
      guard let widest = (flexible.isEmpty ? texts : flexible).max(by: { widths[$0] < widths[$1] }) else {
        return
      }
      widths[widest] -= 1
      excess -= 1
    }
  }

  private func line(
    _ texts: [String], _ columns: [Column], _ widths: [Int], style: (String, Int) -> String
  ) -> String {
    var line = ""
    for (index, text) in texts.enumerated() {
      let gap = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)))
      if index > 0 { line += "  " }
      if columns[index].alignment == .right { line += gap }
      line += style(text, index)
      // No blanks at the end of a line.
      if columns[index].alignment == .left, index < texts.count - 1 { line += gap }
    }
    return line + "\n"
  }

  private func colored(_ text: String, _ tone: Cell.Tone) -> String {
    switch tone {
    case .plain: text
    case .good: colored(text, code: "32")
    case .bad: colored(text, code: "31")
    case .notice: colored(text, code: "33")
    case .faint: colored(text, code: "2")
    }
  }

  private func colored(_ text: String, code: String) -> String {
    hasColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
