/// Turns answers into text: the one place that knows all formats.
public struct Renderer: Sendable, Hashable {
  /// The form to write.
  public var format: Format
  /// Columns of the terminal; `nil` where the output is no terminal.
  public var width: Int?
  /// Whether tones become colours in tables.
  public var hasColor: Bool
  /// Whether texts in CSV stand as they are, formulas among them.
  public var isRaw: Bool

  /// A renderer for `format`; without a terminal nothing is cut short and nothing coloured.
  public init(_ format: Format, width: Int? = nil, hasColor: Bool = false, isRaw: Bool = false) {
    (self.format, self.width, self.hasColor, self.isRaw) = (format, width, hasColor, isRaw)
  }

  /// The text of `document`.
  ///
  /// - Parameter isContinued: whether records of the same columns were written before: then CSV has no header.
  public func text(_ document: Document, isContinued: Bool = false) -> String {
    switch format {
    case .table: TextRenderer(width: width, hasColor: hasColor).text(document.countedPage)
    case .json: JSONText.pretty(document.json)
    case .jsonl: document.records.rows.map { JSONText.line(document.records.object(of: $0)) }.joined()
    case .csv: CSVText.text(document.records, isRaw: isRaw, hasHeader: !isContinued)
    case .markdown: MarkdownText.text(document.countedPage)
    }
  }
}
