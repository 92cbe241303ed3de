/// One mistake in a job file: its place, what is wrong, and what to do about it.
public struct JobDiagnostic: Sendable, Hashable {
  /// The line, from 1; 0 if the mistake has no place.
  public var line: Int
  /// The character within the line, from 1; 0 if the mistake has no place.
  public var column: Int
  /// What is wrong, without any secret in it.
  public var message: String
  /// What to write instead, if that is known.
  public var hint: String?

  /// A mistake at `line` and `column`.
  public init(line: Int, column: Int, message: String, hint: String? = nil) {
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  /// The mistake of a file that is larger than a job file may be.
  package static let tooLarge = JobDiagnostic(
    line: 1, column: 1, message: "the file is larger than 1 MiB", hint: "a job file is a few dozen lines")

  /// The mistake in one line, such as `jobs/x.yaml:12:5: unknown key "turn-over"; did you mean "turnover"?`.
  public func text(path: String) -> String {
    let place = line > 0 ? "\(path):\(line):\(column)" : path
    return "\(place): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}

/// Why a job file cannot be used.
public struct JobFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file's path, as the user named it.
  public var path: String
  /// Every mistake, in the order of the file; empty if the file could not be read.
  public var diagnostics: [JobDiagnostic] = []
  /// Why the file could not be read; `nil` if it has mistakes.
  public var reason: String?
  /// Whether the file exists but the system cannot read it, so that its content is unknown.
  public var isUnreadable = false

  /// A file that cannot be used.
  package init(
    path: String, diagnostics: [JobDiagnostic] = [], reason: String? = nil, isUnreadable: Bool = false
  ) {
    self.path = path
    self.diagnostics = diagnostics
    self.reason = reason
    self.isUnreadable = isUnreadable
  }

  /// One line for each mistake, or the reason why the file could not be read.
  public var description: String {
    if let reason { return "cannot read the job file \(path): \(reason)" }
    return diagnostics.map { $0.text(path: path) }.joined(separator: "\n")
  }
}
