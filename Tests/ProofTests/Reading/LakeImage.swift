import Foundation

/// Every file of a lake, byte for byte, except the locks and the files that SQLite makes while a database is open.
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
      // An empty log counts as none.
      if name.hasSuffix("-wal"), bytes?.isEmpty ?? true { continue }
      files[name] = bytes ?? Data("UNREADABLE".utf8)
    }
  }

  /// The immutable files: all except the databases.
  var records: [String: Data] { files.filter { !$0.key.contains(".sqlite") } }

  /// Whether a record of a snapshot, a run or settings that was made since `earlier` names `digest`.
  func namesAnew(_ digest: Substring, since earlier: LakeImage) -> Bool {
    records.contains { path, bytes in
      earlier.files[path] == nil && ["snapshots/", "runs/", "charts/"].contains { path.hasPrefix($0) }
        && bytes.range(of: Data(digest.utf8)) != nil
    }
  }

  /// The records by name and content, without what differs each time.
  var meaning: [String] {
    records.map { path, bytes in
      let content =
        path.hasPrefix("objects/") || path.hasPrefix("damaged/") ? "" : String(decoding: bytes, as: UTF8.self)
      return Mask.text("\(path)\t\(content)")
    }.sorted()
  }

  /// The problems if a command that was refused left the lake `after`, and the undisturbed command left `calm`. The refused
  /// command may have done a part of the same, but nothing else.
  ///
  /// - Parameter spoiled: the damaged files of this lake. Any change to them is right.
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
      // The record of a failed run is honest, and an incomplete file does not count.
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
