import Foundation

/// Every file of a lake, byte for byte. Not the locks, and not what SQLite makes for itself while a database is open.
struct LakeImage: Sendable, Equatable {
  private(set) var files: [String: Data] = [:]

  init(of lake: String) {
    for case let name as String in FileManager.default.enumerator(atPath: lake) ?? .init() {
      guard name != "lock", !name.hasPrefix("locks"), !name.hasSuffix("-shm") else { continue }
      var isFolder: ObjCBool = false
      let path = "\(lake)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      let bytes = FileManager.default.contents(atPath: path)
      // An empty log is none.
      if name.hasSuffix("-wal"), bytes?.isEmpty ?? true { continue }
      files[name] = bytes ?? Data("UNREADABLE".utf8)
    }
  }

  /// The files that are immutable: all but the databases.
  var records: [String: Data] { files.filter { !$0.key.contains(".sqlite") } }

  /// Whether a record of a snapshot or a run that was made since `earlier` names `digest`.
  func namesAnew(_ digest: Substring, since earlier: LakeImage) -> Bool {
    records.contains { path, bytes in
      earlier.files[path] == nil && ["snapshots/", "runs/", "charts/"].contains { path.hasPrefix($0) }
        && bytes.range(of: Data(digest.utf8)) != nil
    }
  }

  /// The records by name and content, without what is another each time.
  var meaning: [String] {
    records.map { path, bytes in
      let content =
        path.hasPrefix("objects/") || path.hasPrefix("damaged/") ? "" : String(decoding: bytes, as: UTF8.self)
      return Mask.text("\(path)\t\(content)")
    }.sorted()
  }

  /// What is wrong where a command that was refused left `after` of this lake, and left `calm` when nothing disturbed it:
  /// it may have done a part of the same, and nothing else.
  ///
  /// - Parameter spoiled: the files of this lake that are damaged. Whatever is done to them is right.
  func changes(in after: LakeImage, beyond calm: LakeImage, spoiled: Set<String> = []) -> [String] {
    var problems: [String] = []
    let (now, usual) = (after.records, calm.records)
    for (path, bytes) in records.sorted(by: { $0.key < $1.key }) where !spoiled.contains(path) {
      if now[path] != bytes, usual[path] == bytes {
        problems.append("\(path) \(now[path] == nil ? "is gone" : "has changed")")
      }
    }
    let known = Set(usual.keys.map(Mask.text)).union(records.keys.map(Mask.text))
    for path in now.keys.sorted() where records[path] == nil && !known.contains(Mask.text(path)) {
      // The record of a run that failed is honest, and what is not whole yet is nothing.
      if path.hasPrefix("runs/") || path.contains("/.tmp-") { continue }
      if spoiled.contains(where: { path.hasPrefix("damaged/") && path.hasSuffix(Self.damagedName(of: $0)) }) {
        continue
      }
      problems.append("\(path) was made, and is not otherwise")
    }
    return problems
  }

  private static func damagedName(of path: String) -> String { path.replacing("/", with: "-") }
}
