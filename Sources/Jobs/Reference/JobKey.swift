/// One key of a job file: its possible values, and its description in the reference.
///
/// The tree of all keys (`JobKeys`) is the only place that names them. Job files are read with it, and the reference and the JSON
/// Schema are generated from it.
public struct JobKey: Sendable {
  /// The kinds of values.
  public indirect enum Kind: Sendable {
    /// A text; the words describe it.
    case text(String)
    /// A whole number within a range.
    case integer(ClosedRange<Int>)
    /// A number.
    case number
    /// `true` or `false`.
    case truth
    /// One of some words.
    case choice([String])
    /// Any value; the words say how it is used.
    case any(String)
    /// A list.
    case list(Kind)
    /// A mapping whose names the author chooses.
    case map(Kind)
    /// A mapping with these keys.
    case section([JobKey])
    /// One of several forms.
    case either([Kind])
    /// One value, or a list of such values.
    case oneOrMore(Kind)
  }

  /// The key's name.
  public var name: String
  /// The kind of the key's value.
  public var kind: Kind
  /// What the key means, in a sentence or two.
  public var summary: String
  /// An example of the value in one line of YAML; empty for a mapping, whose keys have examples of their own.
  public var example: String
  /// What applies if the key is missing; `nil` if nothing does.
  public var fallback: String?
  /// Whether the key is required.
  public var isRequired: Bool

  init(
    _ name: String, _ kind: Kind, _ summary: String, example: String = "", fallback: String? = nil,
    isRequired: Bool = false
  ) {
    (self.name, self.kind, self.summary) = (name, kind, summary)
    (self.example, self.fallback, self.isRequired) = (example, fallback, isRequired)
  }
}

extension JobKey.Kind {
  /// One of the words of `type`.
  static func choice<Word: RawRepresentable<String> & CaseIterable>(of type: Word.Type) -> JobKey.Kind {
    .choice(type.allCases.map(\.rawValue))
  }

  static let pointer = JobKey.Kind.text("a JSON Pointer")
  static let pointers = JobKey.Kind.either([pointer, .list(pointer)])
  static let duration = JobKey.Kind.text("a duration")
  static let fieldName = JobKey.Kind.text("the name of a field")
  static let url = JobKey.Kind.text("a URL")

  /// The possible values, in words.
  var words: String {
    switch self {
    case .text(let words), .any(let words): words
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number: "a number"
    case .truth: "`true` or `false`"
    case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .list(let kind): "a list, each element \(kind.words)"
    case .map(let kind): "a mapping of names to values, each \(kind.words)"
    case .section: "a mapping"
    case .either(let kinds):
      kinds.map(\.words).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.joined(separator: "; or ")
    case .oneOrMore(let kind): "\(kind.words); or a list of such"
    }
  }

  /// The keys within a value, including the keys of deeper mappings, each with its path. In a path, `NAME` stands for a name that
  /// the author chooses, and `-` for an element of a list.
  func keys(below path: [String] = []) -> [(path: [String], key: JobKey)] {
    switch self {
    case .section(let keys): keys.flatMap { [(path + [$0.name], $0)] + $0.kind.keys(below: path + [$0.name]) }
    case .list(let kind), .oneOrMore(let kind): kind.keys(below: path + ["-"])
    case .map(let kind): kind.keys(below: path + ["NAME"])
    case .either(let kinds): kinds.flatMap { $0.keys(below: path) }
    default: []
    }
  }
}
