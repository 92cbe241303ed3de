public import RankingModel

/// A text of a job file that may contain the variables `{day}`, its parts and `{key}`. Other braces are part of the text, as in
/// JSON.
public enum RequestText {
  /// The names of the variables.
  public static let variables = URLTemplate.dayVariables + URLTemplate.keyVariables

  /// The variables that `text` contains.
  public static func names(in text: String) -> Set<String> {
    Set(TextTemplate(text).variables).intersection(variables)
  }

  /// `text` with the values of `day` and `key`, without any encoding. A variable without a value stays in its braces.
  public static func filled(_ text: String, day: Day? = nil, key: String? = nil) -> String {
    TextTemplate(text).filled { URLTemplate.value(of: $0, day: day, key: key) }
  }
}
