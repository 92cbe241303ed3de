/// A text with names in braces: `{/Source}: {/Value}`. Braces around other braces are part of the text, as in JSON.
public struct TextTemplate: Sendable, Hashable {
  /// The names in braces, in their order.
  public let variables: [String]
  /// The texts before, between and after the names: one more than there are names.
  public let pieces: [String]

  /// The template `text`.
  public init(_ text: String) {
    var variables: [String] = []
    var pieces: [String] = []
    var start = text.startIndex
    for close in text.indices where text[close] == "}" {
      guard let open = text[start..<close].lastIndex(of: "{") else { continue }
      pieces.append(String(text[start..<open]))
      variables.append(String(text[text.index(after: open)..<close]))
      start = text.index(after: close)
    }
    self.variables = variables
    self.pieces = pieces + [String(text[start...])]
  }

  /// The text with a value in place of each name. A name for which `value` returns `nil` stays in its braces.
  func filled(_ value: (String) -> String?) -> String {
    pieces[0] + zip(variables, pieces.dropFirst()).map { (value($0) ?? "{\($0)}") + $1 }.joined()
  }
}
