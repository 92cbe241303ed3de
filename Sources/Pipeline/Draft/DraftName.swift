/// A source's name for something, cut into words: `imDbRating` is `im`, `db`, `rating`.
struct DraftName {
  var words: [String] = []

  init(_ names: String...) {
    var word = ""
    for name in names {
      var previous: Character = " "
      for letter in name + " " {
        let isPart = letter.isASCII && (letter.isLetter || letter.isNumber)
        if !word.isEmpty, !isPart || (previous.isLowercase && letter.isUppercase) {
          words.append(word.lowercased())
          word = ""
        }
        if isPart { word.append(letter) }
        previous = letter
      }
    }
  }

  /// The words without anything between them.
  var joined: String { words.joined() }

  /// The name as a field may have it.
  var field: String {
    let text = String(words.joined(separator: "_").prefix(60))
    if text.isEmpty { return "value" }
    // YAML takes `null` for nothing.
    return text.first?.isLetter == true && text != "null" ? text : "field_\(text)"
  }

  func has(_ others: Set<String>) -> Bool { words.contains(where: others.contains) }
}
