extension Archive.Git {
  /// The URL schemes that a repository may have.
  static let schemes = ["https", "http", "ssh", "git", "file"]

  /// The repository's address as a URL; `nil` if it is a path. The short form `git@host:lists` becomes `ssh://git@host/lists`.
  public var url: String? {
    if repository.contains("://") { return repository }
    // Git's rule: a colon before the first slash ends the host name.
    let head = repository.prefix { $0 != "/" }
    let user = head.lastIndex(of: "@").map { head[...$0] } ?? ""
    let host = head.dropFirst(user.count).prefix { $0 != ":" }
    let path = repository.dropFirst(user.count + host.count)
    return path.first == ":" ? "ssh://\(user)\(host)/\(path.dropFirst().drop { $0 == "/" })" : nil
  }

  /// Whether the repository is on this machine.
  public var isLocal: Bool { url.map { URLTemplate($0).scheme == "file" } ?? true }
}
