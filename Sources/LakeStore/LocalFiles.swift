import RankingModel
import Storage

/// The files that a machine keeps beside a lake's storage: they can be made again, or are of use only while a command runs.
enum LocalFiles {
  private static let databases = ["catalogue.sqlite", "work.sqlite"]

  /// Whether a file or folder of this name is one of them.
  static func isOwn(_ name: String) -> Bool {
    name == "lock" || name == "locks"
      || databases.contains { database in ([""] + DatabaseCheck.logEnds).contains { name == database + $0 } }
      || isUnfinished(name)
  }

  /// Whether a process left it that was killed while it made a database.
  static func isUnfinished(_ name: String) -> Bool {
    databases.contains { name.hasPrefix("\($0)-new") }
  }
}

extension LocalFiles {
  /// Keeps a copy of the file `name` of `folder` in the folder `damaged`; durable on return.
  static func keepDamaged(_ name: String, in folder: String, at now: Instant) throws(Failure) {
    do throws(FileSystemError) {
      let fileSystem = FileSystem(root: folder)
      let bytes = try fileSystem.read("\(folder)/\(name)")
      let durable = DurableFiles(fileSystem: fileSystem)
      try durable.makeFolders(["\(folder)/damaged"])
      try durable.store([NewFile(path: try freeName(for: name, in: folder, now), bytes: bytes)])
    } catch {
      throw Failure(storing: "what is set aside", error)
    }
  }

  /// Moves the file `name` of `folder` to the folder `damaged`; durable on return. Nothing where there is none.
  static func moveToDamaged(_ name: String, in folder: String, at now: Instant) throws(Failure) {
    do throws(FileSystemError) {
      let fileSystem = FileSystem(root: folder)
      guard try fileSystem.kind(of: "\(folder)/\(name)") != nil else { return }
      let durable = DurableFiles(fileSystem: fileSystem)
      try durable.makeFolders(["\(folder)/damaged"])
      try fileSystem.rename("\(folder)/\(name)", to: try freeName(for: name, in: folder, now))
      try durable.synchronizeFolders([folder, "\(folder)/damaged"])
    } catch {
      throw Failure(storing: "what is set aside", error)
    }
  }

  private static func freeName(
    for name: String, in folder: String, _ now: Instant
  ) throws(FileSystemError) -> String {
    let taken = Set(try FileSystem(root: folder).names(in: "\(folder)/damaged"))
    var instant = now
    while taken.contains(StorageKey.damaged(name, at: instant).name) {
      instant = Instant(microseconds: instant.microseconds + 1)
    }
    return "\(folder)/\(StorageKey.damaged(name, at: instant))"
  }
}
