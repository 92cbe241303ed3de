/// One key of a job file: what it takes, and what the reference says of it.
///
/// The tree of all keys (`JobKeys`) is the one place that names them: job files are read by it, and the reference and the JSON
/// Schema are made from it.
public struct JobKey: Sendable {
  /// What a value may be.
  public indirect enum Kind: Sendable {
    /// A text; the words say which.
    case text(String)
    /// A whole number within a range.
    case integer(ClosedRange<Int>)
    /// A number.
    case number
    /// `true` or `false`.
    case truth
    /// One of some words.
    case choice([String])
    /// Any value; the words say what becomes of it.
    case any(String)
    /// A list.
    case list(Kind)
    /// A mapping whose names are the author's own.
    case map(Kind)
    /// A mapping with these keys.
    case section([JobKey])
    /// One of several forms.
    case either([Kind])
    /// One, or a list of such.
    case oneOrMore(Kind)
  }

  /// Its name.
  public var name: String
  /// What it takes.
  public var kind: Kind
  /// What it is, in a sentence or two.
  public var summary: String
  /// A value as it may be written in one line of YAML; empty for a mapping, whose keys have examples of their own.
  public var example: String
  /// What holds where the key is missing; `nil` where nothing does.
  public var fallback: String?
  /// Whether the key may not be missing.
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

  /// What a value may be, in words.
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

  /// The keys within a value, those of deeper mappings too, each with its path. `NAME` stands for a name of the author's own,
  /// and `-` for an element of a list.
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
