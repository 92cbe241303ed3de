/// Words as a POSIX shell reads them back.
public enum ShellWord {
  /// `word` as it is, or between single quotes.
  public static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "_@%+=:,./-".contains($0) }
    return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: #"'\''"#))'"
  }
}
