public import JSON
import Jobs
import RankingModel

/// A declared field that no row has. Most likely its pointer is mistyped, or the source has renamed it.
public struct MissingField: Sendable, Hashable, CustomStringConvertible {
  /// The most keys that are named.
  private static let mostKeys = 20

  /// The field's name.
  public var name: String
  /// The places where it was looked for.
  public var from: [JSONPointer]
  /// A similar pointer that leads to a value; `nil` if there is none.
  public var suggestion: String?
  /// The last object that the first pointer reaches; the empty pointer stands for the row itself.
  var place: JSONPointer
  /// The keys of that object, sorted.
  var keys: [String]

  /// Describes `field`, which none of `rows` has; `nil` if the rows are no objects.
  init?(_ field: Transformation.Field, rows: [JSONValue]) {
    let steps = field.from.compactMap { Step($0, rows: rows) }
    guard let first = steps.first else { return nil }
    name = field.name
    from = field.from
    suggestion = steps.lazy.compactMap(\.suggestion).first
    place = first.place
    keys = first.keys.sorted()
  }

  /// The place at which a pointer leads nowhere.
  private struct Step {
    var pointer: JSONPointer
    /// The last object that the pointer reaches.
    var place: JSONPointer
    var keys: Set<String>

    /// The last object that `pointer` reaches in any of `rows`, with all keys that it has in any of them.
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
