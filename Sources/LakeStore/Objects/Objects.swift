import Gzip
public import RankingModel
public import Storage

/// The objects of a lake: immutable bytes, named by the hash of their content and stored as gzip.
/// `gunzip -c FILE | sha256sum` prints the name.
public struct Objects: Sendable {
  /// The largest size of an unpacked object: 1 GiB, far above any list.
  static let maximumSize = 1 << 30
  /// The level of gzip. Above it, time grows much faster than size shrinks, measured on ranked lists.
  private static let level = 3

  let storage: any Storage
  /// Objects that count as stored.
  private let found: MemoryStorage?
  private let options: Lake.Options?
  private let isShared: Bool

  /// The objects in `storage`, and those in `found`.
  ///
  /// - Parameters:
  ///   - options: the options of the lake. `noticing` is called where a damaged object is replaced.
  ///   - isShared: whether other machines store objects there too. Then objects are not read before they are stored, which would
  ///     take a request for each. A damaged object is not replaced, because another machine may do the same at this moment.
  public init(
    _ storage: any Storage, and found: MemoryStorage? = nil, options: Lake.Options? = nil,
    isShared: Bool = false
  ) {
    (self.storage, self.found) = (storage, found)
    (self.options, self.isShared) = (options, isShared)
  }

  /// Stores objects that are not stored yet; all are durable on return. An object that exists is read. Where it is damaged, it is
  /// set aside and stored again.
  ///
  /// - Parameter names: the names of `objects`, in the same order, where the caller knows them from the same bytes.
  /// - Returns: the names, in the same order.
  /// - Throws: `storage` where an object that exists cannot be read; `damaged` where it is damaged and other machines write too.
  public func put(_ objects: [[UInt8]], named names: [ObjectID]? = nil) async throws(Failure) -> [ObjectID] {
    let ids = names ?? objects.map { ObjectID(of: $0) }
    if isShared {
      try await create(ids, objects)
      return ids
    }
    var files: [StoredFile] = []
    var present: [StorageKey] = []
    var taken: Set<ObjectID> = []
    for (id, bytes) in zip(ids, objects) where taken.insert(id).inserted {
      if try await isSound(id) {
        present.append(.object(id))
        continue
      }
      files.append(StoredFile(.object(id), try Objects.packed(bytes)))
    }
    try await storage.confirm(present)
    if !files.isEmpty { _ = try await storage.create(files) }
    return ids
  }

  /// Stores `objects`, and reads those that existed already.
  ///
  /// - Throws: `damaged` where one of those is damaged.
  private func create(_ ids: [ObjectID], _ objects: [[UInt8]]) async throws(Failure) {
    var files: [StoredFile] = []
    var taken: Set<ObjectID> = []
    for (id, bytes) in zip(ids, objects) where taken.insert(id).inserted {
      files.append(StoredFile(.object(id), try Objects.packed(bytes)))
    }
    guard !files.isEmpty else { return }
    let areNew = try await storage.create(files)
    let present = zip(files, areNew).filter { !$1 }.compactMap { file, _ in file.key.object }
    let areSound = try await allInParallel(present) { id throws(Failure) in try await isSound(id) }
    guard areSound.allSatisfy(\.self) else {
      throw Failure(.storage, "an object was removed while it was stored", remedy: .tryAgain)
    }
  }

  /// Whether the object exists as it was stored. A damaged one is set aside, because it is about to be stored again.
  private func isSound(_ id: ObjectID) async throws(Failure) -> Bool {
    switch await look(at: id) {
    case .success: return true
    case .failure(.missing): return false
    case .failure(.unreadable(let failure)): throw failure
    case .failure(.damaged(let why)):
      guard !isShared else {
        throw Failure(.damaged, "object \(id) is damaged: \(why)", remedy: .repairLake)
      }
      try await storage.setAside(.object(id), at: options?.clock() ?? .now, evenUnreadable: false)
      options?.noticing(
        "object \(id.short) was damaged and is stored again; the damaged file is kept in the folder damaged")
      return false
    }
  }

  /// The stored form of an object with the content `bytes`.
  static func packed(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    do { return try Gzip.compress(bytes, level: level) } catch {
      throw Failure(.program, "an object cannot be compressed: \(error)")
    }
  }

  /// The bytes of an object, checked against its name.
  ///
  /// - Throws: `damaged` where it is missing or damaged, `storage` where it cannot be read.
  public func get(_ id: ObjectID) async throws(Failure) -> [UInt8] {
    var packed = found?.read(.object(id), last: .max)
    if packed == nil { packed = try await storage.read(.object(id)) }
    guard let packed else {
      throw Failure(.damaged, "object \(id) is missing from the lake", remedy: .repairLake)
    }
    switch Objects.unpacked(packed, id) {
    case .success(let bytes): return bytes
    case .failure(let why):
      throw Failure(
        .damaged, "object \(id) in \(storage.location(of: .object(id))) is damaged: \(why.description)",
        remedy: .repairLake)
    }
  }

  /// The bytes of the object `id`, from the bytes `packed` of its file. The failure is the reason why these are not what was
  /// stored, or that the object has more than `limit` bytes.
  package static func unpacked(
    _ packed: [UInt8], _ id: ObjectID, limit: Int = maximumSize
  ) -> Result<[UInt8], RecordError> {
    do throws(GzipError) {
      let bytes = try Gzip.decompress(packed, limit: limit)
      return ObjectID(of: bytes) == id
        ? .success(bytes) : .failure(RecordError("its content has another hash"))
    } catch {
      return .failure(RecordError("\(error)"))
    }
  }

  /// Whether an object of that name exists. Its content is not read.
  public func contains(_ id: ObjectID) async throws(Failure) -> Bool {
    if found?.inspect(.object(id)) != nil { return true }
    return try await storage.inspect(.object(id)) != nil
  }

  /// What is wrong with the object by its existence and length; `nil` where nothing is. The last four bytes of its file state the
  /// length of the object (RFC 1952, `ISIZE`).
  ///
  /// - Parameter size: the object's size where it is known.
  func inspect(_ id: ObjectID, size: Int?) async -> ObjectProblem? {
    do throws(Failure) {
      // One request to a bucket tells both, so that a check of many objects costs half as much.
      if let size, let end = try await storage.read(.object(id), last: 4), end.count == 4 {
        let stated = end.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
        if stated == UInt32(truncatingIfNeeded: size) { return nil }
      }
      guard let stored = try await storage.inspect(.object(id)) else { return .missing }
      // Header and trailer alone have 18 bytes.
      guard stored.size > 18 else { return .damaged("its file has \(stored.size) bytes") }
      return size == nil ? nil : .damaged("its file is not as long as it should be")
    } catch {
      return ObjectProblem(error)
    }
  }

  /// The object's bytes, where its file is what was written, to the last bit.
  func look(at id: ObjectID) async -> Result<[UInt8], ObjectProblem> {
    do throws(Failure) {
      guard let packed = try await storage.read(.object(id)) else { return .failure(.missing) }
      switch Objects.unpacked(packed, id) {
      case .failure(let why): return .failure(.damaged(why.description))
      case .success where !Gzip.isAsWritten(packed):
        return .failure(.damaged("its content is sound, but its file was changed"))
      case .success(let bytes): return .success(bytes)
      }
    } catch {
      return .failure(ObjectProblem(error))
    }
  }
}
