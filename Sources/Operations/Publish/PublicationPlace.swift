import Glibc
import RankingModel
import Storage

/// Where publications go: what keeps files under names with slashes. A file is put in its place whole, and whoever reads it finds the
/// old bytes or the new ones.
///
/// A folder is one. A bucket is another once `init(_:)` makes it of its address: it needs these four functions and no more.
struct PublicationPlace: Sendable {
  /// How messages name it.
  var location: String
  /// The files whose names begin with a prefix, which ends with a slash, and their sizes in bytes.
  var list: @Sendable (_ prefix: String) async throws -> [String: Int]
  /// The bytes of a file; `nil` where there is none.
  var read: @Sendable (_ name: String) async throws -> [UInt8]?
  /// Puts files into their places, over what is there. They are durable on return.
  var put: @Sendable (_ files: [(name: String, bytes: [UInt8])]) async throws -> Void
  /// Removes files. Those that are not there are passed over.
  var remove: @Sendable (_ names: [String]) async throws -> Void

  /// Puts those of `files` that are not there with the same bytes.
  ///
  /// - Returns: the names of those.
  func store(_ files: [(name: String, bytes: [UInt8])]) async throws -> [String] {
    var changed: [(name: String, bytes: [UInt8])] = []
    for file in files where try await read(file.name) != file.bytes { changed.append(file) }
    if !changed.isEmpty { try await put(changed) }
    return changed.map(\.name)
  }
}

extension PublicationPlace {
  /// The place that `address` names.
  ///
  /// - Throws: a `usage` failure where it is none that can be written.
  init(_ address: String) throws(Failure) {
    guard !address.contains("://") else {
      throw Failure(
        .usage, "\(address) is no folder, and publications go to folders only",
        remedy: .words("publish to a folder, and copy it there with the descriptions last"))
    }
    let end = address.lastIndex { $0 != "/" }
    self.init(folder: end.map { String(address[...$0]) } ?? "/")
  }

  /// The files below `folder`, which is made where it alone is missing.
  private init(folder: String) {
    let system = FileSystem(root: folder)
    location = folder
    list = { prefix in
      var sizes: [String: Int] = [:]
      var folders = [prefix]
      while let next = folders.popLast() {
        for name in try system.names(in: "\(folder)/\(next)") {
          guard let status = try system.status(of: "\(folder)/\(next)\(name)") else { continue }
          if status.kind == .folder { folders.append("\(next)\(name)/") }
          if status.kind == .file { sizes["\(next)\(name)"] = status.size }
        }
      }
      return sizes
    }
    read = { name in
      try system.kind(of: "\(folder)/\(name)") == nil ? nil : try system.read("\(folder)/\(name)")
    }
    put = { files in
      let new = NewFiles()
      var made: Set<String> = []
      for file in files {
        var path = folder
        for part in [""] + file.name.split(separator: "/").dropLast().map({ "/\($0)" }) {
          path += part
          if made.insert(path).inserted { try new.makeFolder(path) }
        }
        let writer = try new.create("\(folder)/\(file.name)")
        try writer.write(file.bytes)
        _ = try writer.close()
      }
      try new.moveIntoPlace()
    }
    remove = { names in
      for name in names {
        _ = try system.removeIfThere("\(folder)/\(name)")
        // A folder that holds other files is not removed so.
        rmdir(parent(of: "\(folder)/\(name)"))
      }
    }
  }
}
