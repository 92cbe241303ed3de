import RankingModel
import Yams

/// The YAML of a job file as a tree of nodes with their places. Collects the mistakes of the YAML itself, and those that are
/// found later when the tree is read.
final class JobDocument {
  /// The largest size of a job file, in bytes.
  static let maximumSize = 1 << 20
  /// The most aliases that a file may have. However they are nested, so few cannot unfold into more than a few thousand nodes.
  static let maximumAliases = 24

  /// The root node; `nil` if there is none.
  private(set) var root: Node?
  /// The mistakes that were found so far.
  private(set) var diagnostics: [JobDiagnostic] = []
  /// The places of keys that occur again later in the same mapping. The later key counts.
  private(set) var repeatedKeys: Set<Place> = []

  /// Where a node starts.
  struct Place: Hashable {
    var line = 1
    var column = 1
  }

  /// The place of a mark of the parser; line 0 and column 0 if the parser gives none.
  static func place(_ mark: Mark?) -> Place { Place(line: mark?.line ?? 0, column: mark?.column ?? 0) }

  private let mayBeEmpty: Bool

  init(_ file: [UInt8], mayBeEmpty: Bool = false) {
    self.mayBeEmpty = mayBeEmpty
    guard file.count <= JobDocument.maximumSize else {
      diagnostics = [.tooLarge]
      return
    }
    // The byte order mark, which some editors put before UTF-8, is no part of the text and takes no column of the first line.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = file.starts(with: mark) ? Array(file.dropFirst(mark.count)) : file
    guard let text = String(validating: bytes, as: UTF8.self) else {
      addUndecodable(bytes)
      return
    }
    guard JobDocument.possibleAliases(bytes) <= JobDocument.maximumAliases else {
      add("the file has more than \(JobDocument.maximumAliases) aliases", hint: "write the values out")
      return
    }
    compose(text)
  }

  func add(_ message: String, at place: Place = Place(), hint: String? = nil) {
    diagnostics.append(JobDiagnostic(line: place.line, column: place.column, message: message, hint: hint))
  }

  private func addUndecodable(_ bytes: [UInt8]) {
    // In UTF-8 every line feed is a byte of its own, so the fault is in the first line that does not decode.
    let sound = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).prefix {
      String(validating: $0, as: UTF8.self) != nil
    }
    add("the text is not UTF-8", at: Place(line: sound.count + 1), hint: "save the file as UTF-8")
  }

  /// An upper bound for the number of aliases: the number of asterisks in front of a name.
  private static func possibleAliases(_ bytes: [UInt8]) -> Int {
    bytes.indices.dropLast().count { index in
      guard bytes[index] == UInt8(ascii: "*"), bytes[index + 1] > 0x20 else { return false }
      return index == 0 || " \n\r\t[{,:".utf8.contains(bytes[index - 1])
    }
  }

  /// Composes the tree. A repeated key is reported and masked, and the text is composed again, so that one such mistake does not
  /// hide the others.
  private func compose(_ text: String) {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<50 {
      do {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        root = try Yams.compose(yaml: String(view), .basic)
        if root == nil, !mayBeEmpty {
          add("the file is empty", hint: "a job file starts with \"chart: NAME\"")
        }
        return
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let place = JobDocument.place(context.mark)
        let isNew = repeatedKeys.insert(place).inserted
        if isNew {
          add("duplicate key \"\(SafeText.start(of: keys.first ?? ""))\"", at: place)
        }
        guard isNew, JobDocument.mask(&scalars, at: place) else { return }
      } catch {
        diagnostics.append(JobDocument.diagnostic(error, scalars))
        return
      }
    }
  }

  /// Replaces the first letter of the key at `place` by a character of the private use area.
  private static func mask(_ scalars: inout [Unicode.Scalar], at place: Place) -> Bool {
    guard var index = offset(of: place, in: scalars), index < scalars.count else { return false }
    if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
    guard index < scalars.count, scalars[index].properties.isAlphabetic else { return false }
    scalars[index] = "\u{E000}"
    return true
  }

  private static func offset(of place: Place, in scalars: [Unicode.Scalar]) -> Int? {
    var index = 0
    for _ in stride(from: 1, to: place.line, by: 1) {
      guard let lineFeed = scalars[index...].firstIndex(of: "\n") else { return nil }
      index = lineFeed + 1
    }
    return index + place.column - 1
  }

  private static func diagnostic(_ error: any Error, _ scalars: [Unicode.Scalar]) -> JobDiagnostic {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let around = context.map { ", \($0.text) that starts in line \($0.mark.line)" } ?? ""
      return JobDiagnostic(
        line: mark.line, column: mark.column,
        message: "not YAML: \(SafeText.start(of: problem))\(SafeText.start(of: around))",
        hint: problem.contains("tab") ? "indent with spaces" : nil)
    case YamlError.reader(let problem, let offset, _, _):
      let before = scalars.prefix(offset ?? 0)
      let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
      return JobDiagnostic(
        line: before.count { $0 == "\n" } + 1, column: before.count - lineStart + 1,
        message: "not YAML: \(SafeText.start(of: problem))")
    default:
      return JobDiagnostic(line: 1, column: 1, message: "not YAML")
    }
  }
}
