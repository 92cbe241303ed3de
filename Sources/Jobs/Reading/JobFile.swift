import Glibc

/// Reads the text of job files.
public enum JobFile {
  /// The largest size of a job file, in bytes.
  package static let maximumSize = JobDocument.maximumSize

  /// Parses a job file. Returns its definition and all its mistakes, in the order of the file. The definition is `nil` if there
  /// is any mistake.
  ///
  /// - Parameters:
  ///   - path: the path of the file. Relative `file:` URLs start at its folder.
  ///   - hasFolder: whether a folder exists at a path. Only a caller that looks for mistakes should check this, because the
  ///     folder of an archive of files may come and go. By default every folder counts as present.
  public static func parse(
    bytes: [UInt8], path: String, hasFolder: @escaping (String) -> Bool = { _ in true }
  ) -> (definition: JobDefinition?, diagnostics: [JobDiagnostic]) {
    let document = JobDocument(bytes)
    var definition: JobDefinition?
    if let root = document.root {
      let node = JobNode(node: root, name: "", document: document)
      definition = JobFileReader(folder: folder(of: path), source: bytes, hasFolder: hasFolder)
        .definition(node)
    }
    let diagnostics = document.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    return (diagnostics.isEmpty ? definition : nil, diagnostics)
  }

  /// The absolute path of the folder of `path`.
  static func folder(of path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    let folder = parts.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + folder }
    guard let working = getcwd(nil, 0) else { return folder.isEmpty ? "." : folder }
    defer { free(working) }
    return String(cString: working) + (folder.isEmpty ? "" : "/" + folder)
  }
}
