public import RankingModel
public import Storage

/// Files below the prefix of an address in a bucket. Many requests are sent at a time. Unlike in a lake, existing objects are
/// replaced. A reader always finds a whole object.
public struct BucketPlace: FilePlace {
  private let storage: S3Storage

  /// The place at `address`.
  ///
  /// - Parameter width: the most requests under way at a time.
  public init(_ address: BucketAddress, client: AWSClient, width: Int = 32) {
    storage = S3Storage(address, client: client, width: width)
  }

  /// The address, for messages.
  public var location: String { storage.location }

  /// Such as `s3://bucket/prefix`.
  public var address: String? { storage.location }

  /// Lists a thousand objects per request. Leaves out the empty objects with which some programs represent folders.
  public func sizes(below prefix: String) async throws(Failure) -> [String: Int] {
    try await reading(location) { () async throws(Failure) in
      let objects = try await storage.objects(below: prefix).filter { !$0.path.hasSuffix("/") }
      return Dictionary(objects.map { ($0.path, $0.size) }, uniquingKeysWith: { $1 })
    }
  }

  /// The bytes of objects.
  public func read(_ names: [String]) async throws(Failure) -> [[UInt8]?] {
    try await reading(location) { () async throws(Failure) in
      try await allInParallel(names, atOnce: storage.width) { (name) async throws(Failure) in
        try await storage.read(path: name)
      }
    }
  }

  /// Puts the objects. A request whose answer was lost is sent again.
  public func put(_ files: [(name: String, bytes: [UInt8])]) async throws(Failure) {
    _ = try await storing(location) { () async throws(Failure) in
      try await allInParallel(Array(files.indices), atOnce: storage.width) { (index) async throws(Failure) in
        var request = storage.put(files[index].bytes, at: files[index].name, headers: [])
        request.accepted = []
        _ = try await storage.client.send(request)
      }
    }
  }

  /// Deletes the objects.
  public func remove(_ names: [String]) async throws(Failure) {
    _ = try await storing("the removal of what \(location) no longer needs") { () async throws(Failure) in
      try await allInParallel(names, atOnce: storage.width) { (name) async throws(Failure) in
        try await storage.remove(path: name)
      }
    }
  }
}
