import Gzip
public import RankingModel
public import Storage

/// The objects of a lake: immutable bytes under the hash of their content, stored as gzip, so that
/// `gunzip -c FILE | sha256sum` prints the name.
public struct Objects: Sendable {
  /// An object may not be larger than this when unpacked: 1 GiB, far above any list.
  static let maximumSize = 1 << 30
  /// How hard gzip tries: of its levels the one after which time grows much faster than size shrinks, measured on
  /// ranked lists.
  private static let level = 3

  let storage: any Storage
  /// Objects that are had as if they were stored.
  private let found: MemoryStorage?
  private let options: Lake.Options?
  private let isShared: Bool

  /// The objects in `storage`, and those in `found`.
  ///
  /// - Parameters:
  ///   - options: of the lake, whose `noticing` is told where a damaged object is replaced.
  ///   - isShared: whether other machines store objects there too. Then nothing is looked at before it is stored, which would be a
  ///     request for each, and a damaged object is not replaced: another machine may do the same at this moment.
  public init(
    _ storage: any Storage, and found: MemoryStorage? = nil, options: Lake.Options? = nil,
    isShared: Bool = false
  ) {
    (self.storage, self.found) = (storage, found)
    (self.options, self.isShared) = (options, isShared)
  }

  /// Stores what is not stored yet; all of it is durable on return. What is there is read: where it is damaged, it is set
  /// aside and stored anew.
  ///
  /// - Parameter names: the names of `objects`, in the same order, where the caller knows them from the same bytes.
  /// - Returns: the names, in the same order.
  /// - Throws: `storage` where one that is there cannot be read.
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

  /// Stores `objects`, and reads those that were there already.
  ///
  /// - Throws: `damaged` where one of them is.
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

  /// Whether the object is there as it was stored. A damaged one is set aside, since it is about to be stored anew.
  private func isSound(_ id: ObjectID) async throws(Failure) -> Bool {
    switch await look(at: id) {
    case .success: return true
    case .failure(.missing): return false
    case .failure(.unreadable(let why)): throw Failure(.storage, why, remedy: .lookAtDisk)
    case .failure(.damaged(let why)):
      guard !isShared else {
        throw Failure(.damaged, "object \(id) is damaged: \(why)", remedy: .repairLake)
      }
      try await storage.setAside(.object(id), at: options?.clock() ?? .now, evenUnreadable: false)
      options?.noticing(
        "object \(id.short) was damaged and is stored anew; the damaged file is kept in the folder damaged")
      return false
    }
  }

  /// What is stored of an object of `bytes`.
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

  /// The bytes of the object `id`, whose file has the bytes `packed`; the reason where these are not what was stored, or it has
  /// more than `limit` bytes.
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

  /// Whether there is something of that name; its content is not looked at.
  public func contains(_ id: ObjectID) async throws(Failure) -> Bool {
    if found?.inspect(.object(id)) != nil { return true }
    return try await storage.inspect(.object(id)) != nil
  }

  /// Whether the object is there and as long as it should be: the last four bytes of what is stored state the length of
  /// the object (RFC 1952, `ISIZE`).
  ///
  /// - Parameter size: the object's size where it is known.
  func inspect(_ id: ObjectID, size: Int?) async -> ObjectProblem? {
    do throws(Failure) {
      guard let stored = try await storage.inspect(.object(id)) else { return .missing }
      // Header and trailer alone have 18 bytes.
      guard stored.size > 18 else { return .damaged("its file has \(stored.size) bytes") }
      guard let size else { return nil }
      let end = try await storage.read(.object(id), last: 4) ?? []
      let stated = end.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
      let fits = end.count == 4 && stated == UInt32(truncatingIfNeeded: size)
      return fits ? nil : .damaged("its file is not as long as it should be")
    } catch {
      return ObjectProblem(error)
    }
  }

  /// The object's bytes, where what is stored is what was written, to the last bit.
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
