import JSON
import RankingModel

/// The texts of an entry, without its title. Searches look in them too.
struct EntryTexts: Equatable {
  /// The texts and the lists of texts of the entry, by their names.
  private let fields: [JSONMember]

  /// `nil` where the entry has no texts.
  init?(of entry: Entry) {
    // Most entries have no texts, or the same as the day before. So nothing is computed before they are compared.
    guard entry.fields.contains(where: { EntryTexts.isText($0.value) }) else { return nil }
    fields = entry.fields.filter { EntryTexts.isText($0.value) }
  }

  /// The fields as one JSON object.
  var text: String { CanonicalJSON.text(.object(fields)) }

  /// Each text as `FoldedText`, one a line. Addresses are left out, since people do not search for them.
  var folded: String {
    fields.flatMap { EntryTexts.texts(of: $0.value) }.filter { !$0.contains("://") }
      .map(FoldedText.of).joined(separator: "\n")
  }

  private static func isText(_ value: JSONValue) -> Bool {
    switch value {
    case .string: true
    case .array(let elements): elements.contains { $0.string != nil }
    case .null, .bool, .integer, .double, .object: false
    }
  }

  private static func texts(of value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.compactMap(\.string)
    case .null, .bool, .integer, .double, .object: []
    }
  }
}
