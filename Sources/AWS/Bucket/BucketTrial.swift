import HTTPFetch
import JSON
import RankingModel

/// How a bucket behaves when objects are put.
struct BucketHabits: Sendable, Hashable {
  /// Whether `If-None-Match: *` protects an existing object, also when many clients put at once.
  var createsOnce: Bool
  /// Whether the bucket refuses bytes that differ from the signed ones. Objects in other buckets are read back after each put.
  var checksBytes: Bool
}

/// Tries a bucket once, before anything is created in it, and remembers the result.
///
/// Of eight servers that speak S3, five ignore `If-None-Match` or lack it, and one obeys it only as long as no other client puts
/// at the same time. So the trial puts one object twice, and another one sixteen times at once. A bucket that passes gets an
/// object that records the result. The next process reads this object instead of trying again:
///
///     probe/<24 digits>.json     {"checks_bytes":true,"creates_once":true}
///     probe/<digits>-put         what was put for the trial
///
/// The digits of the first name are a hash of the server, the bucket and the prefix, so that a copy of the lake in another place
/// is not taken for tried. Nothing is removed, because a writer needs no permission to remove. `probe` is not a kind of keys, and
/// is not copied with a lake.
actor BucketTrial {
  /// The start of the names of all objects of a trial.
  static let folder = "probe/"
  private static let racers = 16
  /// The number of bytes that each racer puts, and the number that it sends in a second: so the requests take half a second and
  /// overlap. A server that checks first and stores later then checks all requests before it has stored one. OpenStack Swift does
  /// that, and passed most races with bodies of a few bytes.
  private static let (size, speed) = (72 << 10, 160 << 10)

  private var search: Task<Result<BucketHabits, Failure>, Never>?

  /// The behaviour of the bucket of `storage`, tried at the first call.
  ///
  /// - Throws: `storage` where the bucket replaces objects and `storage` does not allow that, or where it cannot be tried.
  func habits(of storage: S3Storage) async throws(Failure) -> BucketHabits {
    let search = search ?? Task { await BucketTrial.result(for: storage) }
    self.search = search
    let result = await search.value
    if case .failure = result, self.search == search { self.search = nil }
    let habits = try result.get()
    guard habits.createsOnce || storage.allowsSingleWriter else {
      throw Failure(
        .storage,
        "the bucket \(storage.address.bucket) replaces existing objects although If-None-Match forbids it",
        remedy: .singleWriter)
    }
    return habits
  }

  private static func result(for storage: S3Storage) async -> Result<BucketHabits, Failure> {
    do throws(Failure) {
      let path = try recordPath(for: storage)
      if let record = try await storage.read(path: path), let habits = BucketHabits(record) {
        return .success(habits)
      }
      let habits = try await tried(storage)
      // A failed bucket is tried again by the next process: its server may have changed.
      if habits.createsOnce { _ = try await storage.put(habits.bytes, at: path, habits) }
      return .success(habits)
    } catch {
      return .failure(
        Failure(
          error.kind, "the bucket could not be tried: \(error.message)", remedy: error.remedy,
          facts: error.facts))
    }
  }

  private static func recordPath(for storage: S3Storage) throws(Failure) -> String {
    let endpoint = try storage.client.access.endpoint(for: storage.request("GET", ""))
    let place = "\(endpoint.scheme)://\(endpoint.host)\(endpoint.path) \(storage.address)"
    return "\(folder)\(ObjectID(of: Array(place.utf8)).description.prefix(24)).json"
  }

  private static func tried(_ storage: S3Storage) async throws(Failure) -> BucketHabits {
    var createsOnce = false
    do throws(Failure) {
      createsOnce = try await keepsTheFirst(storage)
      if createsOnce { createsOnce = try await hasOneWinner(storage) }
    } catch {
      // A server may answer that it does not support conditions.
      guard error.facts.contains(JSONMember("status", .integer(501))) else { throw error }
      createsOnce = false
    }
    return BucketHabits(createsOnce: createsOnce, checksBytes: try await refusesOtherBytes(storage))
  }

  private static let strict = BucketHabits(createsOnce: true, checksBytes: true)

  /// A path that nobody has used: it has 64 random bits, because other machines may try the same bucket at the same time.
  private static func newPath() -> String {
    "\(folder)\(String(UInt64.random(in: 0...UInt64.max), radix: 16))-put"
  }

  private static func bytes(_ number: Int) -> [UInt8] { Array("\(number)\n".utf8) }

  /// Whether the first of two puts, one after the other, is kept. If the first request was delivered twice, even its client is
  /// told that an object exists.
  private static func keepsTheFirst(_ storage: S3Storage) async throws(Failure) -> Bool {
    let path = newPath()
    _ = try await storage.create(bytes(1), at: path, strict)
    let isNewAgain = try await storage.put(bytes(2), at: path, strict)
    return try await storage.read(path: path) == bytes(1) && !isNewAgain
  }

  /// Whether one of many puts at the same time is kept, and no other client is told that its object is new.
  private static func hasOneWinner(_ storage: S3Storage) async throws(Failure) -> Bool {
    let path = newPath()
    let bodies = (0..<racers).map { [UInt8](repeating: UInt8(ascii: "a") + UInt8($0), count: size) }
    let areNew = try await allInParallel(bodies, atOnce: racers, share: 1) { (body) async throws(Failure) in
      try await storage.put(body, at: path, strict, speed: speed)
    }
    let kept = try await storage.read(path: path)
    return kept != nil && zip(areNew, bodies).allSatisfy { isNew, body in !isNew || kept == body }
  }

  /// Whether bytes are refused that match neither the signed hash nor the checksum.
  private static func refusesOtherBytes(_ storage: S3Storage) async throws(Failure) -> Bool {
    var request = storage.put(Array("sent\n".utf8), at: newPath(), headers: [])
    request.bodyHash = ObjectID(of: request.body ?? []).description
    request.body = Array("came\n".utf8)
    request.accepted = [400, 403, 422]
    return try await storage.client.send(request).status >= 400
  }
}

extension BucketHabits {
  /// The result of a trial as its object records it; `nil` where the object is of no use.
  fileprivate init?(_ record: [UInt8]) {
    guard let value = try? JSONReader.read(record), value["creates_once"] == .bool(true),
      case .bool(let checksBytes) = value["checks_bytes"]
    else { return nil }
    self.init(createsOnce: true, checksBytes: checksBytes)
  }

  fileprivate var bytes: [UInt8] {
    CanonicalJSON.bytes(
      .object([
        JSONMember("creates_once", .bool(createsOnce)), JSONMember("checks_bytes", .bool(checksBytes)),
      ])) + [UInt8(ascii: "\n")]
  }
}
