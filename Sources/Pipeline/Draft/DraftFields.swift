import JSON
import Jobs

/// The fields of a drafted job file, and its measures.
struct DraftFields {
  private static let mostFields = 60
  private static let mostMeasures = 5
  /// Words in the names of number fields that are no measures: such fields count, date or name something.
  private static let noMeasures: Set<String> = [
    "id", "rank", "ranking", "position", "pos", "place", "peak", "last", "previous", "change", "week",
    "weeks", "month",
    "day",
    "date", "number", "no", "index", "page",
  ]

  /// The names of the number fields that look like measures.
  private(set) var measures: [String] = []
  /// Whether the list has a key that could be the title.
  let hasTitle: Bool
  /// The fields: each name, and its text in the job file.
  private var fields: [(name: String, text: String)] = []

  init(_ keys: [DraftKey], rows: Int) {
    let roles = DraftRoles(keys, rows: rows)
    hasTitle = roles.title != nil
    guard let title = roles.title else { return }
    let parts = [title, roles.creator].compactMap { $0 }.map { DraftFields.quoted($0.pointer) }
    let id = roles.id.map {
      DraftFields.from($0) + (roles.idMatch.map { ", match: \(JobDraft.quoted($0))" } ?? "")
    }
    fields = [
      ("id", id ?? "of: [\(parts.joined(separator: ", "))]"),
      ("title", DraftFields.from(title) + (title.type?.type == .string ? title.type?.more ?? "" : "")),
      ("rank", roles.rank.map(DraftFields.from) ?? "position: true"),
    ]
    let taken = [title, roles.rank, roles.idMatch == nil ? roles.id : nil].compactMap { $0?.pointer }
    for key in keys where !taken.contains(key.pointer) && fields.count < DraftFields.mostFields {
      add(key, rows)
    }
  }

  private mutating func add(_ key: DraftKey, _ rows: Int) {
    guard let (type, more) = key.type else { return }
    let base = key.name.field
    let names = [base] + (2...99).map { "\(base)_\($0)" }
    guard let name = names.first(where: { name in !fields.contains { $0.name == name } }) else { return }
    let typed = type == .string ? "" : ", type: \(type.rawValue)"
    fields.append((name, DraftFields.from(key) + typed + more))
    let isMeasure =
      [.integer, .decimal, .money].contains(type) && key.isTop && !key.name.has(DraftFields.noMeasures)
    if isMeasure, key.count * 2 >= rows, measures.count < DraftFields.mostMeasures { measures.append(name) }
  }

  /// The section `transform`.
  var section: String {
    let width = (fields.map(\.name.count).max() ?? 0) + 1
    let lines = fields.map { name, text in "    \((name + ":").padding(to: width)) { \(text) }\n" }
    return "transform:\n  fields:\n" + lines.joined()
  }

  private static func quoted(_ pointer: JSONPointer) -> String { JobDraft.quoted(pointer.description) }

  private static func from(_ key: DraftKey) -> String { "from: \(quoted(key.pointer))" }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
