import Glibc

/// Reads the text of job files.
public enum JobFile {
  /// A job file may be this large, in bytes.
  package static let maximumSize = JobDocument.maximumSize

  /// The definition that `bytes` spell, and all their mistakes, in their order; a definition with mistakes is
  /// `nil`.
  ///
  /// - Parameters:
  ///   - path: where the file stands: relative `file:` URLs start at its folder.
  ///   - hasFolder: whether there is a folder at a path. That of an archive of files is only asked for by who looks for mistakes: it may
  ///     come and go.
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
