public import JSON
import Jobs
import RankingModel

/// A declared field that no row has: most likely its pointer is mistyped, or the source has renamed it.
public struct MissingField: Sendable, Hashable, CustomStringConvertible {
  /// At most so many keys are named.
  private static let mostKeys = 20

  /// The field's name.
  public var name: String
  /// Where it was looked for.
  public var from: [JSONPointer]
  /// The pointer most like one of these that leads to something; `nil` where none is like one.
  public var suggestion: String?
  /// The object in which the first pointer leads nowhere; the row itself where it is the empty pointer.
  var place: JSONPointer
  /// The keys of that object, sorted.
  var keys: [String]

  /// What is to say of `field`, which none of `rows` has; `nil` where they are no objects.
  init?(_ field: Transformation.Field, rows: [JSONValue]) {
    let steps = field.from.compactMap { Step($0, rows: rows) }
    guard let first = steps.first else { return nil }
    name = field.name
    from = field.from
    suggestion = steps.lazy.compactMap(\.suggestion).first
    place = first.place
    keys = first.keys.sorted()
  }

  /// Where a pointer leads nowhere.
  private struct Step {
    var pointer: JSONPointer
    /// The object that it leads to.
    var place: JSONPointer
    var keys: Set<String>

    /// The last object on the way of `pointer` in any of `rows`, with the keys that it has in all of them.
    init?(_ pointer: JSONPointer, rows: [JSONValue]) {
      self.pointer = pointer
      for count in pointer.tokens.indices.reversed() {
        let place = JSONPointer(tokens: Array(pointer.tokens.prefix(count)))
        let keys = Set(rows.flatMap { place.value(in: $0)?.members?.map(\.key) ?? [] })
        guard keys.isEmpty else {
          (self.place, self.keys) = (place, keys)
          return
        }
      }
      return nil
    }

    var suggestion: String? {
      let count = place.tokens.count
      guard let key = Spelling.nearest(to: pointer.tokens[count], among: keys.sorted()) else { return nil }
      return JSONPointer(tokens: place.tokens + [key] + pointer.tokens.dropFirst(count + 1)).description
    }
  }

  /// The finding's message, such as `no row has the field rating (from "/IMDB Rating"); did you mean "/IMDb Rating"? The rows
  /// have: IMDb Rating, Movie Name`.
  public var description: String {
    let places = from.map { MissingField.quoted($0.description) }.joined(separator: " or ")
    let guess =
      suggestion.map { "; did you mean \(MissingField.quoted($0))? The rows have" } ?? "; the rows have"
    let within = place.tokens.isEmpty ? "" : " in \(MissingField.quoted(place.description))"
    let named = keys.prefix(MissingField.mostKeys).map { SafeText.start(of: $0, limit: 40) }
    let more = keys.count > named.count ? " and \(keys.count - named.count) more" : ""
    return
      "no row has the field \(name) (from \(places))\(guess)\(within): \(named.joined(separator: ", "))\(more)"
  }

  private static func quoted(_ text: String) -> String { "\"\(SafeText.start(of: text))\"" }
}
