import RankingModel

/// Writes a page for people: headings, named values and aligned tables.
struct TextRenderer {
  /// The columns of the terminal; `nil` if lines may have any length.
  var width: Int?
  /// Whether tones become colours.
  var hasColor: Bool

  /// The page, with an empty line between blocks, except between consecutive sentences.
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
    let texts = table.texts
    let whole = table.columns.indices.map { column in
      texts.reduce(DisplayWidth.of(table.columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
    }
    var shown = Array(table.columns.indices)
    var (widths, excess) = narrowed(table.columns, whole)
    while excess > 0, let last = shown.dropFirst().last(where: { table.columns[$0].canBeLeftOut }) {
      shown.removeAll { $0 == last }
      (widths, excess) = narrowed(shown.map { table.columns[$0] }, shown.map { whole[$0] })
    }
    let columns = shown.map { table.columns[$0] }
    let line = { (texts: [String], style: (String, Int) -> String) in
      self.line(zip(texts, widths).map { DisplayWidth.cut($0, to: $1) }, columns, widths, style: style)
    }
    var output = line(columns.map(\.title)) { text, _ in colored(text, code: "1") }
    for (row, cells) in zip(texts, table.rows) {
      output += line(shown.map { row[$0] }) { text, column in colored(text, cells[shown[column]].tone) }
    }
    let cut = shown.indices.filter { widths[$0] < whole[shown[$0]] }.map { columns[$0].title }
    let others = table.columns.indices.filter { !shown.contains($0) }.map { table.columns[$0] }
      .map { $0.title.isEmpty ? $0.key : $0.title }
    for (what, names) in [("cut short", cut), ("left out", others)] where !names.isEmpty {
      output += "\(what): \(names.joined(separator: ", "))\n"
    }
    return output
  }

  /// Narrows columns until the table fits the terminal: first the widest flexible columns, then the widest other text columns,
  /// each to eight columns of the terminal at least. Numbers, and words that people type again, are never cut.
  ///
  /// - Returns: the widths, and the number of terminal columns that are still missing.
  private func narrowed(_ columns: [Column], _ whole: [Int]) -> (widths: [Int], excess: Int) {
    var widths = whole
    guard let width else { return (widths, 0) }
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    while excess > 0 {
      let texts = columns.indices.filter {
        columns[$0].alignment == .left && !columns[$0].isTyped && widths[$0] > 8
      }
      let flexible = texts.filter { columns[$0].isFlexible }
      guard let widest = (flexible.isEmpty ? texts : flexible).max(by: { widths[$0] < widths[$1] }) else {
        break
      }
      widths[widest] -= 1
      excess -= 1
    }
    return (widths, excess)
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
      // No trailing blanks.
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
