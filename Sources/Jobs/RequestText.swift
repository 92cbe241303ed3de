public import RankingModel

/// Text of a job file in which `{day}`, its parts and `{key}` stand for values. Other braces are part of the text, as in JSON.
public enum RequestText {
  /// What may stand in braces.
  public static let variables = URLTemplate.dayVariables + URLTemplate.keyVariables

  /// The variables that stand in `text`.
  public static func names(in text: String) -> Set<String> {
    Set(variables.filter { text.contains("{\($0)}") })
  }

  /// `text` with the values of `day` and `key` in it, as they are.
  public static func filled(_ text: String, day: Day, key: String? = nil) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      rest = rest[open...]
      let name = variables.first { rest.hasPrefix("{\($0)}") }
      if let name, let value = URLTemplate.value(of: name, day: day, key: key) {
        result += value
        rest = rest.dropFirst(name.count + 2)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result + rest
  }
}
