/// A text with names in braces: `{/Source}: {/Value}`.
public struct TextTemplate: Sendable, Hashable {
  /// The names in braces, in their order.
  public let variables: [String]
  /// What stands before, between and behind them: one piece more than there are names.
  public let pieces: [String]

  /// The template `text`.
  public init(_ text: String) {
    var variables: [String] = []
    var pieces: [String] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      pieces.append(String(rest[..<open]))
      variables.append(String(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    self.variables = variables
    self.pieces = pieces + [String(rest)]
  }
}
