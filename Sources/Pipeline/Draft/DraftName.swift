/// A name from a source, split into words: `imDbRating` is `im`, `db`, `rating`.
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

  /// The words, joined without a separator.
  var joined: String { words.joined() }

  /// The name in the form of a field's name.
  var field: String {
    let text = String(words.joined(separator: "_").prefix(60))
    if text.isEmpty { return "value" }
    // YAML reads `null` as no value.
    return text.first?.isLetter == true && text != "null" ? text : "field_\(text)"
  }

  func has(_ others: Set<String>) -> Bool { words.contains(where: others.contains) }
}
