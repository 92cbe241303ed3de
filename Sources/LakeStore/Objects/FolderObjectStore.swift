import Gzip
public import RankingModel
import Synchronization

/// Objects as gzip files in a folder: `ab/ab12….gz`, so that `gunzip -c FILE | sha256sum` prints the name.
public final class FolderObjectStore: ObjectStore {
  /// An object may not be larger than this when unpacked: 1 GiB, far above any list.
  public static let maximumSize = 1 << 30

  /// How hard gzip tries: of its levels the one after which time grows much faster than size shrinks, measured on
  /// ranked lists.
  private let level = 3
  private let folder: String
  let fileSystem: FileSystem
  private let madeFolders = Mutex<Set<String>>([])
  private let options: Lake.Options?

  /// The store in `folder`, which exists.
  ///
  /// - Parameter options: of the lake, whose `noticing` is told where a damaged file is replaced.
  public init(folder: String, fileSystem: FileSystem, options: Lake.Options? = nil) {
    self.folder = folder
    self.fileSystem = fileSystem
    self.options = options
  }

  /// Where an object stands.
  public func path(of id: ObjectID) -> String {
    "\(folder)/\(id.description.prefix(2))/\(id).gz"
  }

  /// Stores what is not stored yet; all of it is durable on return. A file that is there is read: where it is damaged, it is
  /// kept in the folder `damaged` and replaced in one instant.
  ///
  /// - Throws: `storage` where a file that is there cannot be read.
  public func put(_ objects: [[UInt8]]) throws(Failure) -> [ObjectID] {
    let ids = objects.map { ObjectID(of: $0) }
    var files: [NewFile] = []
    var taken: Set<ObjectID> = []
    for (id, bytes) in zip(ids, objects) where taken.insert(id).inserted {
      if try isSound(id) { continue }
      files.append(NewFile(path: path(of: id), bytes: try packed(bytes)))
    }
    guard !files.isEmpty else { return ids }
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      let folders = Set(files.map { parent(of: $0.path) })
      let unknown = madeFolders.withLock { folders.subtracting($0) }
      try durable.makeFolders(unknown.sorted())
      madeFolders.withLock { $0.formUnion(unknown) }
      try durable.store(files)
    } catch {
      throw Failure(storing: "an object", error)
    }
    return ids
  }

  /// Whether the object is there as it was stored. A damaged file is copied first, since it is about to be replaced.
  private func isSound(_ id: ObjectID) throws(Failure) -> Bool {
    guard case .failure(let problem) = look(at: id) else { return true }
    switch problem {
    case .missing: return false
    case .unreadable(let why):
      throw Failure(
        .storage, "object \(id.short) could not be read: \(why)",
        hint: "look at the disk, then run the same command again")
    case .damaged:
      let lake = parent(of: folder)
      let damagedFiles = DamagedFiles(lake: lake, fileSystem: fileSystem)
      let place = String(path(of: id).dropFirst(lake.utf8.count + 1))
      do throws(FileSystemError) { try damagedFiles.keep(place, at: options?.clock() ?? .now) } catch {
        throw Failure(storing: "what is set aside", error)
      }
      options?.noticing(
        "object \(id.short) was damaged and is stored anew; the damaged file is kept in the folder damaged")
      return false
    }
  }

  /// The file of an object of `bytes`.
  func packed(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    do { return try Gzip.compress(bytes, level: level) } catch {
      throw Failure(.program, "an object cannot be compressed: \(error)")
    }
  }

  /// Reads an object and checks it against its name.
  public func get(_ id: ObjectID) throws(Failure) -> [UInt8] {
    let path = path(of: id)
    guard try contains(id) else { throw absent(id) }
    let packed: [UInt8]
    do throws(FileSystemError) { packed = try fileSystem.read(path) } catch {
      throw Failure(reading: "object \(id.short)", error)
    }
    let bytes: [UInt8]
    do { bytes = try Gzip.decompress(packed, limit: FolderObjectStore.maximumSize) } catch {
      throw damaged(id, path, "\(error)")
    }
    guard ObjectID(of: bytes) == id else { throw damaged(id, path, "its content has another hash") }
    return bytes
  }

  private func damaged(_ id: ObjectID, _ path: String, _ why: String) -> Failure {
    Failure(
      .damaged, "object \(id) in \(path) is damaged: \(why)",
      hint: "marquee lake repair")
  }

  /// Whether there is a file of that name.
  public func contains(_ id: ObjectID) throws(Failure) -> Bool {
    try reading("object \(id.short)", try fileSystem.size(path(of: id))) != nil
  }

  /// The object whose file is called `name`; `nil` where no object's file is called so.
  static func object(named name: String) -> ObjectID? {
    name.hasSuffix(".gz") ? ObjectID(String(name.dropLast(3))) : nil
  }
}
