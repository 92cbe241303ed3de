import JSON
import RankingModel

/// The texts of an entry, without its title, and its years. Searches look in them too.
///
/// A year is a whole number from 1800 to 2199 that is no measure. All other numbers are left out: most of them change every day,
/// and each change would make another set of texts.
struct EntryTexts: Equatable {
  private static let years: ClosedRange<Int64> = 1800...2199

  /// The texts, the lists of texts and the years of the entry, by their names.
  private let fields: [JSONMember]

  /// `nil` where the entry has no texts and no years.
  ///
  /// - Parameter measures: the measures of the chart.
  init?(of entry: Entry, measures: [String]) {
    let isSearched = { (field: JSONMember) in EntryTexts.isSearched(field, measures) }
    // Most entries have no texts, or the same as the day before. So nothing is computed before they are compared.
    guard entry.fields.contains(where: isSearched) else { return nil }
    fields = entry.fields.filter(isSearched)
  }

  /// The fields as one JSON object.
  var text: String { CanonicalJSON.text(.object(fields)) }

  /// Each text as `FoldedText`, and each year, one a line. Addresses are left out, since people do not search for them.
  var folded: String {
    fields.flatMap { EntryTexts.texts(of: $0.value) }.filter { !$0.contains("://") }
      .map(FoldedText.of).joined(separator: "\n")
  }

  private static func isSearched(_ field: JSONMember, _ measures: [String]) -> Bool {
    switch field.value {
    case .string: true
    case .array(let elements): elements.contains { $0.string != nil }
    case .integer(let number): years.contains(number) && !measures.contains { field.isNamed($0) }
    case .null, .bool, .double, .object: false
    }
  }

  /// The texts of a field: the text itself, the texts of a list, or the digits of a year.
  static func texts(of value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.compactMap(\.string)
    case .integer(let number): [String(number)]
    case .null, .bool, .double, .object: []
    }
  }
}
