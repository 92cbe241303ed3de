/// One mistake in a job file: where it stands, what it is, and what to do about it.
public struct JobDiagnostic: Sendable, Hashable {
  /// The line, from 1; 0 where the mistake has no place.
  public var line: Int
  /// The character within the line, from 1; 0 where the mistake has no place.
  public var column: Int
  /// What is wrong, without any secret in it.
  public var message: String
  /// What to write instead, where that is known.
  public var hint: String?

  /// A mistake at `line` and `column`.
  public init(line: Int, column: Int, message: String, hint: String? = nil) {
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  /// The mistake in one line, such as `jobs/x.yaml:12:5: unknown key "turn-over"; did you mean "turnover"?`.
  public func text(path: String) -> String {
    let place = line > 0 ? "\(path):\(line):\(column)" : path
    return "\(place): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}

/// Why a job file cannot be used.
public struct JobFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file as it was named.
  public var path: String
  /// Every mistake in it, in their order in the file; empty where it could not even be read.
  public var diagnostics: [JobDiagnostic] = []
  /// Why it could not be read; `nil` where it has mistakes.
  public var reason: String?
  /// Whether the medium refused it: nothing is known of what it says then.
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

  /// One line for each mistake, or the reason why there is nothing to read.
  public var description: String {
    if let reason { return "cannot read the job file \(path): \(reason)" }
    return diagnostics.map { $0.text(path: path) }.joined(separator: "\n")
  }
}
