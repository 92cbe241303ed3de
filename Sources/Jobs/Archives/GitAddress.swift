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
}
