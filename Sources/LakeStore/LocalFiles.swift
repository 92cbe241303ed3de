/// The files that a machine keeps beside a lake's storage. They can be made again, or are only needed while a command runs.
enum LocalFiles {
  private static let databases = ["catalogue.sqlite", "work.sqlite"]

  /// Whether a file or folder of this name is one of these.
  static func isOwn(_ name: String) -> Bool {
    name == "lock" || name == "locks"
      || databases.contains { database in ([""] + DatabaseCheck.logEnds).contains { name == database + $0 } }
      || isUnfinished(name)
  }

  /// Whether the file was left by a process that was killed while it made a database.
  static func isUnfinished(_ name: String) -> Bool { databases.contains { name.hasPrefix("\($0)-new") } }
}
