extension Archive.Git {
  /// The schemes of the addresses that are read.
  static let schemes = ["https", "http", "ssh", "git", "file"]

  /// The repository's address as a URL; `nil` where it is a path. `git@host:lists` is `ssh://git@host/lists`.
  public var url: String? {
    if repository.contains("://") { return repository }
    // As git has it: a colon before the first slash stands behind a host.
    let head = repository.prefix { $0 != "/" }
    let user = head.lastIndex(of: "@").map { head[...$0] } ?? ""
    let host = head.dropFirst(user.count).prefix { $0 != ":" }
    let path = repository.dropFirst(user.count + host.count)
    return path.first == ":" ? "ssh://\(user)\(host)/\(path.dropFirst().drop { $0 == "/" })" : nil
  }

  /// Whether the repository is on this machine.
  public var isLocal: Bool { url.map { URLTemplate($0).scheme == "file" } ?? true }

  /// Whether git takes `name` for the name of a branch, and for no more than that.
  static func isBranch(_ name: String) -> Bool {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0.value != 0x7F && !"~^:?*[\\".unicodeScalars.contains($0)
    }
    let wrong = ["..", "@{", "//", "/."].contains { name.contains($0) }
    return isPlain && !wrong && !["-", "/", "."].contains { name.hasPrefix($0) }
      && !["/", ".", ".lock"].contains { name.hasSuffix($0) } && !name.isEmpty && name != "@"
  }

  /// Whether `path` is one that a file of a repository can have.
  static func isPath(_ path: String) -> Bool {
    !path.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
      && path.split(separator: "/", omittingEmptySubsequences: false)
        .allSatisfy { !["", ".", ".."].contains($0) }
  }
}
