public import RankingModel
public import Storage

/// A lake's storage in a bucket: each key is an object, named by the address's prefix and the key's path.
///
/// It relies only on this: a `PUT` with `If-None-Match: *` creates an object or says that one exists. A bucket is tried for that
/// before anything is created in it (`BucketTrial`).
public final class S3Storage: Storage {
  /// The address.
  public let address: BucketAddress
  let client: AWSClient
  let width: Int
  let allowsSingleWriter: Bool
  private let trial = BucketTrial()

  /// The storage at `address`.
  ///
  /// - Parameters:
  ///   - width: the most requests under way at a time.
  ///   - allowsSingleWriter: whether to accept a bucket that replaces existing objects. The caller must ensure that no two
  ///     processes write there at once.
  public init(
    _ address: BucketAddress, client: AWSClient, width: Int = 32, allowsSingleWriter: Bool = false
  ) {
    (self.address, self.client) = (address, client)
    (self.width, self.allowsSingleWriter) = (max(1, width), allowsSingleWriter)
  }

  /// The address, for messages.
  public var location: String { address.description }

  /// The last bytes of the object, requested with `Range`.
  public func read(_ key: StorageKey, last count: Int) async throws(Failure) -> [UInt8]? {
    try await reading(key.subject) { () async throws(Failure) in
      try await self.read(path: key.path, last: count)
    }
  }

  /// The size and time of the object.
  public func inspect(_ key: StorageKey) async throws(Failure) -> StoredSize? {
    try await reading(key.subject) { () async throws(Failure) in try await self.inspect(path: key.path) }
  }

  /// Puts the objects, many at a time. If the answer to a put was lost and the object has the same bytes, it counts as new.
  public func create(_ files: [StoredFile]) async throws(Failure) -> [Bool] {
    guard let kind = files.first?.key.kind else { return [] }
    let habits = try await trial.habits(of: self)
    var first: [StorageKey: Int] = [:]
    for (index, file) in files.enumerated() where first[file.key] == nil { first[file.key] = index }
    let chosen = first.values.sorted()
    let created = try await storing(kind.subject) { () async throws(Failure) in
      try await allInParallel(chosen, atOnce: self.width, share: 1) { (index) async throws(Failure) in
        try await self.create(files[index].bytes, at: files[index].key.path, habits)
      }
    }
    let areNew = Dictionary(uniqueKeysWithValues: zip(chosen, created))
    return files.indices.map { areNew[$0] ?? false }
  }

  /// Does nothing: an object is durable once the server has answered.
  public func confirm(_ keys: [StorageKey]) {}

  /// The keys of a kind, a thousand per request.
  public func list(
    _ kind: StorageKey.Kind, group: String?, after key: StorageKey?
  ) async throws(Failure) -> [StorageKey] {
    let folder = group.map { $0.isEmpty ? "" : "\($0)/" } ?? ""
    let paths = try await paths(below: "\(kind.rawValue)/\(folder)", after: key?.path)
    let keys = paths.compactMap { StorageKey(path: $0) }
    return keys.filter { found in key.map { found > $0 } ?? true }.sorted()
  }

  /// Deletes the objects, many at a time.
  public func remove(_ keys: [StorageKey]) async throws(Failure) {
    guard let first = keys.first else { return }
    let subject = keys.count == 1 ? first.subject : "\(keys.count) \(first.kind.rawValue)"
    _ = try await storing("the removal of \(subject)") { () async throws(Failure) in
      try await allInParallel(keys, atOnce: self.width, share: 1) { (key) async throws(Failure) in
        try await self.remove(path: key.path)
      }
    }
  }

  /// Copies the object and removes it. An object that cannot be read stays, because nothing else can be done with it remotely.
  public func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
    try await moveToDamaged(key, at: now)
  }

  /// Whether there is any object of a kind.
  public func holdsAny(_ kind: StorageKey.Kind) async throws(Failure) -> Bool {
    try await reading("the lake") { () async throws(Failure) in
      try await !self.page(below: "\(kind.rawValue)/", after: nil, token: nil, limit: 1).objects.isEmpty
    }
  }

  /// All objects below the prefix whose names are not keys, except those of trials.
  public func strays() async throws(Failure) -> [Stray] {
    try await paths(below: "", after: nil)
      .filter { StorageKey(path: $0) == nil && !$0.hasPrefix(BucketTrial.folder) }.map { Stray(path: $0) }
  }

  /// Deletes the object.
  public func remove(_ stray: Stray) async throws(Failure) {
    try await storing("the removal of \(stray.path)") { () async throws(Failure) in
      try await self.remove(path: stray.path)
    }
  }

  /// The groups of a kind, a thousand per request.
  public func groups(of kind: StorageKey.Kind) async throws(Failure) -> [String] {
    if kind.isFlat { return [""] }
    let paths = try await paths(below: "\(kind.rawValue)/", after: nil, delimiter: "/")
    return Set(paths.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) }).sorted()
  }

  private func paths(
    below folder: String, after path: String?, delimiter: String? = nil
  ) async throws(Failure) -> [String] {
    try await reading("the lake") { () async throws(Failure) in
      try await self.objects(below: folder, after: path, delimiter: delimiter).map(\.path)
    }
  }
}
