/// Turns answers into text. This is the only place that knows all formats.
public struct Renderer: Sendable, Hashable {
  /// The form to write.
  public var format: Format
  /// The columns of the terminal; `nil` if the output is not a terminal.
  public var width: Int?
  /// Whether tones become colours in tables.
  public var hasColor: Bool
  /// Whether texts in CSV are written unchanged, even texts that a spreadsheet would run as a formula.
  public var isRaw: Bool

  /// A renderer for `format`. Without a terminal, nothing is cut short or coloured.
  public init(_ format: Format, width: Int? = nil, hasColor: Bool = false, isRaw: Bool = false) {
    (self.format, self.width, self.hasColor, self.isRaw) = (format, width, hasColor, isRaw)
  }

  /// The text of `document`.
  ///
  /// - Parameter isContinued: whether records with the same columns were written before. If so, CSV has no header.
  public func text(_ document: Document, isContinued: Bool = false) -> String {
    switch format {
    case .table: TextRenderer(width: width, hasColor: hasColor).text(document.countedPage)
    case .json: JSONText.pretty(document.json)
    case .jsonl: document.records.rows.map { JSONText.line(document.records.object(of: $0)) }.joined()
    case .csv: CSVText.text(document.sheet?() ?? document.records, isRaw: isRaw, hasHeader: !isContinued)
    case .markdown: MarkdownText.text(document.countedPage)
    }
  }
}
