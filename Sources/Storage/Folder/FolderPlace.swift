import Glibc

/// The files below a folder. The folder is made if it is missing and its parent exists.
public struct FolderPlace: FilePlace {
  private let folder: String
  private let system: FileSystem

  /// The place at `folder`, a path without a slash at its end.
  public init(_ folder: String) { (self.folder, system) = (folder, FileSystem(root: folder)) }

  /// The path of the folder.
  public var location: String { folder }

  /// `nil`: a folder may be copied to any address.
  public var address: String? { nil }

  /// The files, found folder by folder.
  public func sizes(below prefix: String) throws -> [String: Int] {
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

  /// The bytes of files, read one after the other.
  public func read(_ names: [String]) throws -> [[UInt8]?] {
    try names.map { name in
      let path = "\(folder)/\(name)"
      return try system.kind(of: path) == nil ? nil : try system.read(path)
    }
  }

  /// Writes all files beside their places, then moves them into place.
  public func put(_ files: [(name: String, bytes: [UInt8])]) throws {
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

  /// Removes files, and the folder of each if it is then empty.
  public func remove(_ names: [String]) throws {
    for name in names {
      _ = try system.removeIfThere("\(folder)/\(name)")
      // `rmdir` fails for a folder that holds other files.
      rmdir(parent(of: "\(folder)/\(name)"))
    }
  }
}
