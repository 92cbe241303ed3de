import RankingModel
import Yams

/// One value of a job file, and its name in messages. Each reading function reports a mistake and returns `nil` if the value does
/// not fit.
struct JobNode {
  let node: Node
  let name: String
  let document: JobDocument
  /// The kind of value that the reference allows here; `nil` if the reference has no key for this node.
  var takes: JobKey.Kind?

  func report(_ message: String, hint: String? = nil) {
    document.add(message, at: JobDocument.place(node.mark), hint: hint)
  }

  /// The kind of this value, in YAML's words.
  private var kind: String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar):
      isEmpty(scalar) ? "nothing" : "\"\(SafeText.start(of: scalar.string, limit: 60))\""
    case .alias: "an alias"
    }
  }

  private func isEmpty(_ scalar: Node.Scalar) -> Bool {
    scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  func wrong(expected: String, hint: String? = nil) {
    report("\(name) must be \(expected), found \(kind)", hint: hint)
  }

  var isScalar: Bool { if case .scalar = node { true } else { false } }
  var isMapping: Bool { if case .mapping = node { true } else { false } }
  var isList: Bool { if case .sequence = node { true } else { false } }

  /// The text of a scalar, quoted or not; `nil` if there is none. Reports no mistake.
  var scalarText: String? {
    guard case .scalar(let scalar) = node, !isEmpty(scalar) else { return nil }
    return scalar.string
  }

  func text(expected: String = "a text") -> String? { value(expected) { $0 } }

  /// The result of `read` for the text. Reports a mistake if there is no text or no result.
  func value<Value>(_ expected: String, hint: String? = nil, _ read: (String) -> Value?) -> Value? {
    guard let text = scalarText, let value = read(text) else {
      wrong(expected: expected, hint: hint)
      return nil
    }
    return value
  }

  /// The result of `read` for the text. Reports a mistake if the result is not within `range`.
  func value<Value>(
    _ expected: String, in range: some RangeExpression<Value>, _ read: (String) -> Value?
  ) -> Value? { value(expected) { text in read(text).flatMap { range.contains($0) ? $0 : nil } } }

  /// A whole number within the range that the reference states, or else within `range`.
  func wholeNumber(_ range: ClosedRange<Int>? = nil) -> Int? {
    var range = range ?? Int.min...Int.max
    if case .integer(let known)? = takes { range = known }
    return value("a whole number from \(range.lowerBound) to \(range.upperBound)", in: range) { Int($0) }
  }

  /// Minutes after midnight.
  func clockTime() -> Int? { value("a time such as \"03:30\"", JobScalar.clockTime) }

  /// The name of a time zone that the system knows.
  func timeZone() -> String? {
    value("a time zone of the IANA list", hint: "such as UTC or Europe/Berlin") {
      $0 == "UTC" || SystemTimeZone.rules(of: $0) != nil ? $0 : nil
    }
  }

  func truth() -> Bool? { value("true or false") { text in ["true": true, "false": false][text] } }

  /// One of the raw values of `Value`. If the text is none of them, the hint suggests the nearest one.
  func choice<Value: RawRepresentable<String> & CaseIterable>(_: Value.Type = Value.self) -> Value? {
    let words = Value.allCases.map(\.rawValue)
    let hint = scalarText.flatMap { Spelling.nearest(to: $0, among: words) }.map { "did you mean \"\($0)\"?" }
    return value("one of \(words.joined(separator: ", "))", hint: hint) { text in
      Value.allCases.first { $0.rawValue == text }
    }
  }

  /// The elements of a list.
  func list(expected: String) -> [JobNode]? {
    guard case .sequence(let sequence) = node else {
      wrong(expected: expected)
      return nil
    }
    return sequence.map { JobNode(node: $0, name: "each element of \(name)", document: document) }
  }

  /// The elements of a list that are texts. Reports a mistake for every other element.
  func texts(expected: String = "a list of texts") -> [JobNode]? {
    list(expected: expected)?.filter { $0.text() != nil }
  }

  /// The mapping at this node. Reports a mistake for every key that is not one of `keys`.
  func mapping(_ keys: [JobKey]) -> JobMapping? {
    guard case .mapping(let mapping) = node else {
      wrong(expected: "a mapping with \(keys.map(\.name).joined(separator: ", "))")
      return nil
    }
    return JobMapping(mapping, at: self, keys: keys)
  }

  /// Whether this node is a mapping with `key`.
  func hasKey(_ key: String) -> Bool {
    guard case .mapping(let mapping) = node else { return false }
    return mapping.contains { $0.key.scalar?.string == key }
  }

  /// The keys and values of a mapping whose keys the author chooses.
  func members(expected: String) -> [(key: JobNode, value: JobNode)]? {
    guard case .mapping(let mapping) = node else {
      wrong(expected: expected)
      return nil
    }
    return JobMapping.pairs(of: mapping, document).map { key, value in
      let keyNode = JobNode(node: key, name: "a name in \(name)", document: document)
      let word = SafeText.start(of: keyNode.scalarText ?? "", limit: 60)
      return (keyNode, JobNode(node: value, name: "\(name).\(word)", document: document))
    }
  }
}

/// A mapping of a job file with a fixed set of keys.
struct JobMapping {
  private let place: JobNode
  private var values: [String: JobNode] = [:]

  /// Keys that suggest a secret, without their dashes and in lower case.
  private static let secretNames: Set<String> = [
    "apikey", "token", "password", "passwd", "secret", "accesstoken", "accesskey", "auth",
  ]

  init(_ mapping: Node.Mapping, at place: JobNode, keys: [JobKey]) {
    self.place = place
    for (key, value) in JobMapping.pairs(of: mapping, place.document) {
      guard let word = key.scalar?.string else {
        place.document.add("a key\(inside) must be a text", at: JobDocument.place(key.mark))
        continue
      }
      if let key = keys.first(where: { $0.name == word }) {
        let name = place.name.isEmpty ? word : "\(place.name).\(word)"
        values[word] = JobNode(node: value, name: name, document: place.document, takes: key.kind)
        continue
      }
      let plain = word.lowercased().filter { $0 != "-" && $0 != "_" }
      let hint =
        JobMapping.secretNames.contains(plain)
        ? secretHint : Spelling.hint(for: word, among: keys.map(\.name))
      place.document.add(
        "unknown key \"\(SafeText.start(of: word, limit: 60))\"\(inside)", at: JobDocument.place(key.mark),
        hint: hint)
    }
  }

  /// The pairs of a mapping, without those whose key is repeated further down.
  static func pairs(of mapping: Node.Mapping, _ document: JobDocument) -> [(key: Node, value: Node)] {
    mapping.filter { !document.repeatedKeys.contains(JobDocument.place($0.key.mark)) }
  }

  var name: String { place.name }

  private var inside: String { place.name.isEmpty ? "" : " in \(place.name)" }

  subscript(key: String) -> JobNode? { values[key] }

  /// This mapping, with the values of `base` for missing keys.
  func over(_ base: JobMapping?) -> JobMapping {
    var merged = self
    merged.values.merge(base?.values ?? [:]) { own, _ in own }
    return merged
  }

  /// Sets `setting` to the result of `read` for the value of `key`. Leaves it unchanged if there is no value, or no result.
  func set<Value>(_ setting: inout Value, to key: String, _ read: (JobNode) -> Value?) {
    if let value = values[key].flatMap(read) { setting = value }
  }

  /// The value of `key`. Reports a mistake if the key is missing.
  func required(_ key: String, hint: String? = nil) -> JobNode? {
    if let value = values[key] { return value }
    report("the key \"\(key)\" is missing\(inside)", hint: hint)
    return nil
  }

  func report(_ message: String, hint: String? = nil) { place.report(message, hint: hint) }
}

/// The hint that says where a secret belongs.
let secretHint =
  "a job file holds no secret: use key: { environment: NAME }, { file: PATH } or { secret: NAME }"
