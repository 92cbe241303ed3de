public import RankingModel

/// Text of a job file in which `{day}`, its parts and `{key}` stand for values. Other braces are part of the text, as in JSON.
public enum RequestText {
  /// What may stand in braces.
  public static let variables = URLTemplate.dayVariables + URLTemplate.keyVariables

  /// The variables that stand in `text`.
  public static func names(in text: String) -> Set<String> {
    Set(TextTemplate(text).variables).intersection(variables)
  }

  /// `text` with the values of `day` and `key` in it, as they are.
  public static func filled(_ text: String, day: Day? = nil, key: String? = nil) -> String {
    TextTemplate(text).filled { URLTemplate.value(of: $0, day: day, key: key) }
  }
}
