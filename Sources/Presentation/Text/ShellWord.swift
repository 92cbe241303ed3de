/// Writes words so that a POSIX shell reads them back unchanged.
public enum ShellWord {
  /// `word` unchanged if a shell reads it as it is, otherwise in single quotes.
  public static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "_@%+=:,./-".contains($0) }
    return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: #"'\''"#))'"
  }
}
