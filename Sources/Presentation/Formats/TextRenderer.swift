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
      return fact.name + gap + wrapped(fact.cell.text, indent: widest + 2) { colored($0, fact.cell.tone) }
    }.joined()
  }

  /// The lines of `text`, which begins after `indent` columns of its first line. Further lines are indented as far.
  private func wrapped(_ text: String, indent: Int, style: (String) -> String = { $0 }) -> String {
    let lines = width.map { DisplayWidth.lines(of: text, width: max(20, $0 - indent)) } ?? [text]
    return lines.map { style($0) + "\n" }.joined(separator: String(repeating: " ", count: indent))
  }

  private func text(_ table: Table) -> String {
    let texts = table.texts
    let whole = table.columns.indices.map { column in
      texts.reduce(DisplayWidth.of(table.columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
    }
    let least = table.columns.indices.map { column in
      min(whole[column], table.columns[column].leastWidth(texts.map { $0[column] }))
    }
    let shown = shown(table.columns, least)
    let widths = narrowed(shown.map { whole[$0] }, to: shown.map { least[$0] })
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
      output += wrapped("\(what): \(names.joined(separator: ", "))", indent: 0)
    }
    return output
  }

  /// How many columns of the terminal are missing for a table with columns of `widths`.
  private func excess(_ widths: [Int]) -> Int {
    width.map { max(0, widths.reduce(0, +) + 2 * (widths.count - 1) - $0) } ?? 0
  }

  /// The indices of the columns for which the terminal has room if each has its `least` width. The last ones of the lowest
  /// priority are left out, but never the first column.
  private func shown(_ columns: [Column], _ least: [Int]) -> [Int] {
    var shown = Array(columns.indices)
    while excess(shown.map { least[$0] }) > 0 {
      let others = shown.dropFirst()
      let lowest = others.map { columns[$0].priority.rawValue }.min()
      guard let last = others.last(where: { columns[$0].priority.rawValue == lowest }) else { break }
      shown.removeAll { $0 == last }
    }
    return shown
  }

  /// The widths of columns in a table that fits the terminal. The widest column that is wider than its `least` width becomes
  /// narrower, until the table fits.
  private func narrowed(_ whole: [Int], to least: [Int]) -> [Int] {
    var widths = whole
    for _ in 0..<excess(whole) {
      let others = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = others.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
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
