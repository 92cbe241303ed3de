import RankingModel

/// Writes a page as GitHub-flavoured Markdown. Text from sources is escaped.
enum MarkdownText {
  /// The page, with an empty line between blocks.
  static func text(_ page: [Document.Block]) -> String { page.map(text(_:)).joined(separator: "\n") }

  private static func text(_ block: Document.Block) -> String {
    switch block {
    case .heading(let heading): "## \(escaped(SafeText.text(heading)))\n"
    case .facts(let facts): facts.map { "- \(escaped($0.name)): \(escaped($0.cell.text))\n" }.joined()
    case .text(let sentence): "\(escaped(SafeText.text(sentence)))\n"
    case .table(let table): text(table)
    case .preformatted(let lines): "```\n" + lines.map { $0.text + "\n" }.joined() + "```\n"
    }
  }

  private static func text(_ table: Table) -> String {
    var text = line(table.columns.map { escaped($0.title) })
    text += line(table.columns.map { $0.alignment == .right ? "--:" : "---" })
    for row in table.texts { text += line(row.map(escaped)) }
    return text
  }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

  /// `text` with the special characters of HTML and Markdown escaped.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "|", "\\", "`", "*", "_", "[", "]", "~", "#":
        escaped += "\\"
        escaped.unicodeScalars.append(scalar)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
