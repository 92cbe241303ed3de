import Foundation
import MarqueeTestSupport

/// The content of a medium after a loss of power, by the guarantees of POSIX and no others: a file's content is durable once the
/// file was synchronized, and a name once its folder was synchronized. Each later change may have reached the medium or not,
/// independently and in any order; a write may have reached it in part.
struct ModelFileSystem {
  private struct File {
    var durable: [UInt8] = []
    var pending: [Change] = []
  }

  private enum Change {
    case write(offset: Int, [UInt8])
    case truncate(Int)
  }

  private enum NameChange {
    case file(String, Int)
    case folder(String)
    case gone(String)
  }

  private static let sector = 512
  private var files: [File] = []
  /// The names as the program sees them, and the names that are durable on the medium.
  private var names: [String: Int] = [:]
  private var durableNames: [String: Int] = [:]
  private var folders: Set<String> = [""]
  private var durableFolders: Set<String> = [""]
  private var pendingNames: [String: [NameChange]] = [:]

  /// A medium with the content of the folder `path`, all of it durable.
  init(folder path: String) throws {
    for case let name as String in FileManager.default.enumerator(atPath: path) ?? .init() {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
      if isFolder.boolValue {
        folders.insert(name)
      } else {
        names[name] = files.count
        files.append(
          File(durable: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))))
      }
    }
    durableNames = names
    durableFolders = folders
  }

  /// Applies a line of a trace, with paths relative to `root`. Paths elsewhere are ignored.
  mutating func apply(_ line: Substring, root: String) {
    let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard "\(parts[1])/".hasPrefix("\(root)/") else { return }
    let path = String(parts[1].dropFirst(root.count + 1))
    switch parts[0] {
    case "create":
      names[path] = files.count
      files.append(File())
      pendingNames[parent(path), default: []].append(.file(path, files.count - 1))
    case "mkdir":
      folders.insert(path)
      pendingNames[parent(path), default: []].append(.folder(path))
    case "write":
      if let file = names[path] {
        files[file].pending.append(.write(offset: Int(parts[3]) ?? 0, bytes(parts[4])))
      }
    case "truncate":
      if let file = names[path] { files[file].pending.append(.truncate(Int(parts[3]) ?? 0)) }
    case "sync": synchronize(path)
    case "rename":
      let target = String(parts[2].dropFirst(root.count + 1))
      guard let file = names.removeValue(forKey: path) else { return }
      names[target] = file
      pendingNames[parent(target), default: []].append(.file(target, file))
      pendingNames[parent(path), default: []].append(.gone(path))
    case "unlink":
      names[path] = nil
      pendingNames[parent(path), default: []].append(.gone(path))
    default: break
    }
  }

  private mutating func synchronize(_ path: String) {
    if let file = names[path] {
      for change in files[file].pending { ModelFileSystem.apply(change, to: &files[file].durable) }
      files[file].pending = []
    } else {
      for change in pendingNames.removeValue(forKey: path) ?? [] {
        ModelFileSystem.apply(change, &durableNames, &durableFolders)
      }
    }
  }

  private static func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .truncate(let length):
      bytes = Array(bytes.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - bytes.count))
    case .write(let offset, let content):
      let end = offset + content.count
      if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
      bytes.replaceSubrange(offset..<end, with: content)
    }
  }

  private static func apply(_ change: NameChange, _ names: inout [String: Int], _ folders: inout Set<String>)
  {
    switch change {
    case .file(let path, let file): names[path] = file
    case .folder(let path): folders.insert(path)
    case .gone(let path): names[path] = nil
    }
  }

  /// Writes the content after a loss of power into the folder `path`. With a seed, each change that is not durable is kept or
  /// lost at random; without one, all of them are lost.
  func lose(to path: String, seed: UInt64?) throws {
    var generator = SeededGenerator(seed: seed ?? 0)
    var names = durableNames
    var folders = durableFolders
    for (_, changes) in pendingNames.sorted(by: { $0.key < $1.key }) {
      for change in changes where seed != nil && Bool.random(using: &generator) {
        ModelFileSystem.apply(change, &names, &folders)
      }
    }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    // A folder whose parent is lost is lost too.
    for folder in folders.sorted() where !folder.isEmpty && isThere(parent(folder), folders) {
      try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: false)
    }
    for (name, number) in names.sorted(by: { $0.key < $1.key }) {
      // The index of a write-ahead log is in memory, not on the medium.
      guard isThere(parent(name), folders), !name.hasSuffix("-shm"), name != "lock" else { continue }
      var bytes = files[number].durable
      for change in files[number].pending where seed != nil {
        switch (UInt8.random(in: 0..<5, using: &generator), change) {
        case (0, .write(let offset, let content)):
          let sectors = content.count / ModelFileSystem.sector
          let kept = Int.random(in: 0...sectors, using: &generator) * ModelFileSystem.sector
          ModelFileSystem.apply(.write(offset: offset, Array(content.prefix(kept))), to: &bytes)
        case (1...2, _): break
        default: ModelFileSystem.apply(change, to: &bytes)
        }
      }
      try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }
  }

  private func isThere(_ folder: String, _ folders: Set<String>) -> Bool {
    folder.isEmpty || folders.contains(folder) && isThere(parent(folder), folders)
  }
}

private func parent(_ path: String) -> String {
  path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
}

private func bytes(_ digits: String) -> [UInt8] {
  let digits = Array(digits.utf8)
  let value = { (digit: UInt8) in digit < 0x3A ? digit - 0x30 : digit - 0x57 }
  return stride(from: 0, to: digits.count - 1, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
}
