import GRDB
import Glibc
public import RankingModel

extension Lake {
  /// Opens the lake in the folder `path`; makes one where there is none. A missing catalogue is made anew.
  ///
  /// - Throws: `locked` where another process writes; `format` where the lake is of another format; `storage`
  ///   where the folder cannot be written to.
  public static func open(path: String, options: Options) async throws(Failure) -> Lake {
    let fileSystem = FileSystem(root: path)
    try makeFolders(path, fileSystem)
    // Not even a lock is left in a folder of something else.
    try refuseOtherFolder(path)
    try checkSharing(path)
    let lock = try LakeLock(folder: path, options: options)
    let format = try LakeFormat(folder: path, fileSystem: fileSystem)
    let hasContent = try hasRecords(path, fileSystem)
    let identifier = format?.id ?? newIdentifier()
    if hasContent { try await makeCatalogueUsable(path, lake: identifier, lock: lock, options: options) }
    let opened = try CatalogueConnection.writer(path: "\(path)/catalogue.sqlite", lake: identifier)
    if format != nil {
      guard opened.lake == identifier else { throw LakeReader.foreignCatalogue(path) }
    } else {
      // Last of all, so that whoever finds it finds a whole lake. A process killed before this has named the lake.
      try create(path, LakeFormat(id: opened.lake), fileSystem)
    }
    let lake = Lake(path: path, lock: lock, database: opened.database, options: options)
    if try lacksObjects(path, fileSystem), try lake.reader.hasVersions() {
      throw Failure(
        .damaged, "the folder \(path)/objects is missing or empty",
        hint: "bring it back, or mount what it is on; marquee lake repair restores what can be had elsewhere")
    }
    try makeParts(path, fileSystem)
    return lake
  }

  /// Makes a catalogue anew that is missing, or that others have changed or damaged: it is an index. What stood in its place is
  /// kept in the folder `damaged`.
  ///
  /// - Throws: `damaged` where the catalogue has what the records lack, or where a version is lost: `lake repair` knows what
  ///   to do about either.
  private static func makeCatalogueUsable(
    _ path: String, lake identifier: String, lock: LakeLock, options: Options
  ) async throws(Failure) {
    let fileSystem = FileSystem(root: path)
    let catalogue = "\(path)/catalogue.sqlite"
    if try !lacksCatalogue(path, fileSystem) {
      let fault: String
      do throws(Failure) {
        guard let found = try CatalogueConnection.fault(path: catalogue, lake: identifier) else { return }
        fault = found
      } catch {
        guard error.kind == .damaged else { throw error }
        fault = error.message
      }
      try requireKnownRecords(path, lake: identifier)
      try await remakeCatalogue(path, lake: identifier, lock: lock, options: options, keepsOld: true)
      options.noticing("the catalogue could not be used and was made anew: \(fault)")
      return
    }
    try await remakeCatalogue(path, lake: identifier, lock: lock, options: options)
  }

  /// Refuses to go on where the catalogue that is there knows a record that is gone: it has the record's content, and one made
  /// anew would not.
  ///
  /// - Throws: `damaged` then.
  static func requireKnownRecords(_ path: String, lake identifier: String) throws(Failure) {
    let opened = try CatalogueConnection.usable(path: "\(path)/catalogue.sqlite", unchecked: true)
    guard let opened, opened.lake == identifier else { return }
    defer { try? opened.database.close() }
    let fileSystem = FileSystem(root: path)
    let old = LakeReader(
      path: path, objects: FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem),
      fileSystem: fileSystem, database: opened.database)
    guard try unlessDamaged(try old.indexedRecords()) != nil else { return }
    do throws(Failure) { try old.requireRecords(try old.listedRecords(), to: "reindexed") } catch {
      // A record of a newer format in the place of another is told of first.
      let contents = try LakeContents(lake: path, fileSystem: fileSystem)
      _ = try LakeInventory(contents, lake: path, fileSystem: fileSystem)
      throw error
    }
  }

  /// Whether the objects are away: an empty folder is left where a medium is not mounted.
  private static func lacksObjects(_ path: String, _ fileSystem: FileSystem) throws(Failure) -> Bool {
    do throws(FileSystemError) { return try fileSystem.names(in: "\(path)/objects").isEmpty } catch {
      throw Failure(reading: "the objects", error)
    }
  }

  private static func lacksCatalogue(
    _ path: String, _ fileSystem: FileSystem
  ) throws(Failure) -> Bool {
    do throws(FileSystemError) { return try fileSystem.size("\(path)/catalogue.sqlite") == nil } catch {
      throw Failure(reading: "the catalogue", error)
    }
  }

  private static func hasRecords(_ path: String, _ fileSystem: FileSystem) throws(Failure) -> Bool {
    do throws(FileSystemError) {
      let snapshots = try fileSystem.names(in: "\(path)/snapshots")
      let runs = try fileSystem.names(in: "\(path)/runs")
      return !snapshots.isEmpty || !runs.isEmpty
    } catch {
      throw Failure(reading: "the records", error)
    }
  }

  /// Makes the catalogue from the lake's records: under another name until it is whole, since a process may be
  /// killed meanwhile. The old one's log must never be met by the new one, so it is folded in and removed first.
  static func remakeCatalogue(
    _ path: String, lake identifier: String, lock: LakeLock, options: Options, toleratesLoss: Bool = false,
    keepsOld: Bool = false
  ) async throws(Failure) {
    let fileSystem = FileSystem(root: path)
    let catalogue = "\(path)/catalogue.sqlite"
    let beginning = "\(catalogue)-new"
    let logs = DatabaseCheck.logEnds
    try remove([beginning] + logs.map { beginning + $0 }, fileSystem)
    let opened = try CatalogueConnection.writer(path: beginning, lake: identifier)
    let lake = Lake(path: path, lock: lock, database: opened.database, options: options)
    let old = toleratesLoss ? try CatalogueConnection.usable(path: catalogue)?.database : nil
    defer { try? old?.close() }
    do throws(Failure) {
      let earlier = old.map {
        LakeReader(path: path, objects: lake.reader.objects, fileSystem: fileSystem, database: $0)
      }
      try await lake.indexAll(toleratesLoss: toleratesLoss, earlier: earlier, remadeAt: options.clock())
      try? old?.close()
    } catch {
      await lake.closeCatalogue()
      try? remove([beginning] + logs.map { beginning + $0 }, fileSystem)
      throw error
    }
    await lake.closeCatalogue()
    do throws(FileSystemError) {
      // A log that is left was not folded in: the disk is full.
      guard try fileSystem.size("\(beginning)-wal") == nil else {
        throw FileSystemError("write", beginning, ENOSPC)
      }
    } catch {
      throw Failure(storing: "the catalogue", error)
    }
    // An old one that cannot be folded is damaged, and goes before its log: whoever meets none makes it anew.
    if try !lacksCatalogue(path, fileSystem) {
      let isFolded = keepsOld ? false : try CatalogueConnection.foldsLog(path: catalogue)
      if !isFolded {
        try keepDamaged(catalogue, path, fileSystem, at: options.clock())
        try remove([catalogue], fileSystem)
      }
    }
    try remove(logs.map { catalogue + $0 }, fileSystem)
    do throws(FileSystemError) {
      try fileSystem.synchronizeFolder(path)
      try fileSystem.rename(beginning, to: catalogue)
      try fileSystem.synchronizeFolder(path)
    } catch {
      throw Failure(storing: "the catalogue", error)
    }
  }

  /// Keeps the catalogue and its logs in the folder `damaged` of the lake at `path`.
  private static func keepDamaged(
    _ catalogue: String, _ path: String, _ fileSystem: FileSystem, at now: Instant
  ) throws(Failure) {
    let damaged = DamagedFiles(lake: path, fileSystem: fileSystem)
    do throws(FileSystemError) {
      for end in [""] + DatabaseCheck.logEnds where end != "-shm" {
        // An empty log says nothing.
        let size = try fileSystem.size(catalogue + end) ?? 0
        if size > 0 { try damaged.keep("catalogue.sqlite\(end)", at: now) }
      }
    } catch {
      throw Failure(storing: "what is set aside", error)
    }
  }

  private static func remove(_ files: [String], _ fileSystem: FileSystem) throws(Failure) {
    do throws(FileSystemError) {
      for file in files where try fileSystem.kind(of: file) != nil { try fileSystem.remove(file) }
    } catch {
      throw Failure(storing: "the catalogue", error)
    }
  }

  static func makeFolders(_ path: String, _ fileSystem: FileSystem) throws(Failure) {
    do throws(FileSystemError) {
      var missing: [String] = []
      var folder = path
      while folder != ".", folder != "/" {
        let isThere = try isThere(folder)
        if isThere { break }
        missing.append(folder)
        folder = parent(of: folder)
      }
      for folder in missing.reversed() { try DurableFiles(fileSystem: fileSystem).makeFolders([folder]) }
    } catch {
      throw Failure(storing: "the lake", error)
    }
  }

  /// Whether something is at `path`, be it through a link: the way to a lake may lead through some.
  private static func isThere(_ path: String) throws(FileSystemError) -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return true }
    guard errno == ENOENT || errno == ENOTDIR else { throw FileSystemError("inspect", path, errno) }
    return false
  }

  /// Refuses the folder `path` where it is no lake and holds something else. Nothing is written.
  ///
  /// - Throws: a `usage` failure then.
  public static func refuseOtherFolder(_ path: String) throws(Failure) {
    let fileSystem = FileSystem(root: path)
    guard try LakeFormat(folder: path, fileSystem: fileSystem) == nil else { return }
    let names: [String]
    do throws(FileSystemError) { names = try fileSystem.names(in: path) } catch {
      throw Failure(reading: "the lake", error)
    }
    // A process killed while it made the lake may have left these, or another makes it at this moment.
    let own: Set<String> = ["format", "lock", "objects", "snapshots", "runs"]
    let isOwn = { (name: String) in
      own.contains(name) || name.hasPrefix(DurableFiles.temporaryPrefix) || name.hasPrefix("catalogue.sqlite")
        || name.hasPrefix("work.sqlite")
    }
    if let other = names.first(where: { !isOwn($0) }) {
      throw Failure(
        .usage, "\(path) is no lake, and not empty: it holds \(other)",
        hint: "name another folder with --lake DIR")
    }
  }

  /// Makes the folders that a lake has, where they are missing: what they held is then missed by whoever looks for it.
  static func makeParts(_ path: String, _ fileSystem: FileSystem) throws(Failure) {
    let parts: [String] = ["objects", "snapshots", "runs"].map { part in "\(path)/\(part)" }
    do throws(FileSystemError) {
      var missing: [String] = []
      for part in parts {
        let kind = try fileSystem.kind(of: part)
        if kind == nil { missing.append(part) }
      }
      if !missing.isEmpty { try DurableFiles(fileSystem: fileSystem).makeFolders(missing) }
    } catch {
      throw Failure(storing: "the lake", error)
    }
  }

  /// Makes the folder a lake.
  static func create(
    _ path: String, _ format: LakeFormat, _ fileSystem: FileSystem
  ) throws(Failure) {
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      try durable.makeFolders(["\(path)/format"])
      try durable.store([NewFile(path: "\(path)/\(LakeFormat.place)", bytes: format.bytes)])
    } catch {
      throw Failure(storing: "the lake", error)
    }
  }
}

func hostName() -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    buffer.initialize(repeating: 0)
    guard let start = buffer.baseAddress, gethostname(start, 255) == 0 else { return "this host" }
    return String(cString: start)
  }
}

/// 128 random bits in hexadecimal digits.
func newIdentifier() -> String {
  (0..<2).map { _ in
    let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }.joined()
}
