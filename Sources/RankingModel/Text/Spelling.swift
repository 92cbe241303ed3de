/// Finds the word that somebody meant to write.
package enum Spelling {
  /// The candidate closest to `word`: at most one edit away for every three letters, or one edit in a shorter word. The first of
  /// several at the same distance. `nil` where none is close enough.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let letters = Array(simplified(word))
    guard !letters.isEmpty, letters.count <= 100 else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(letters, Array(simplified(candidate)))
      if distance <= max(1, letters.count / 3), distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.candidate
  }

  /// Case and the signs between words do not change the meaning.
  private static func simplified(_ word: String) -> String {
    word.lowercased().filter { !"-_ .".contains($0) }
  }

  /// The least number of insertions, removals, replacements and swaps of neighbours that turn `left` into `right` (optimal string
  /// alignment).
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var least = min(
          previous[column] + (letter == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          least = min(least, beforePrevious[column - 1] + 1)
        }
        current.append(least)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }

  /// "did you mean …?", or the list of the candidates; `nil` where there are none.
  package static func hint(for word: String, among candidates: [String]) -> String? {
    if let nearest = nearest(to: word, among: candidates) { return "did you mean \"\(nearest)\"?" }
    return candidates.isEmpty ? nil : "allowed here: \(candidates.joined(separator: ", "))"
  }
}
