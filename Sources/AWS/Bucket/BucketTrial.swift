import HTTPFetch
import JSON
import RankingModel
import Storage

/// What a bucket does with what is put into it.
struct BucketHabits: Sendable, Hashable {
  /// Whether `If-None-Match: *` keeps what is there, also where many put at once.
  var createsOnce: Bool
  /// Whether bytes that are not the ones that were signed are refused. What another bucket stored is read back.
  var checksBytes: Bool
}

/// Tries a bucket once before anything is created in it, and remembers what came of it.
///
/// Of eight servers that speak S3, five ignore `If-None-Match` or lack it, and one keeps to it only as long as nobody else puts at
/// the same time. So one object is put twice, and another one by sixteen at once. A bucket that passes has an object that says so,
/// which the next process reads instead:
///
///     probe/<24 digits>.json     {"checks_bytes":true,"creates_once":true}
///     probe/<digits>-put         what was put for the trial
///
/// The digits of the first are those of the server, the bucket and the prefix, so that no copy of the lake in another place is
/// taken for tried. Nothing is removed: who writes need not be allowed to. `probe` is no kind of keys, and is not copied with a
/// lake.
actor BucketTrial {
  /// What the names of all that a trial leaves begin with.
  static let folder = "probe/"
  private static let racers = 16
  /// The bytes that each racer puts, and how many it sends in a second: the requests take half a second and overlap. A server that
  /// checks first and stores later then checks all of them before it has stored one. OpenStack Swift does, and passed most races
  /// with bodies of a few bytes.
  private static let (size, speed) = (72 << 10, 160 << 10)

  private var search: Task<Result<BucketHabits, Failure>, Never>?

  /// What the bucket of `storage` does, tried at the first call.
  ///
  /// - Throws: `storage` where the bucket replaces what is there and this is not allowed, or it cannot be tried.
  func habits(of storage: S3Storage) async throws(Failure) -> BucketHabits {
    let search = search ?? Task { await BucketTrial.result(for: storage) }
    self.search = search
    let result = await search.value
    if case .failure = result, self.search == search { self.search = nil }
    let habits = try result.get()
    guard habits.createsOnce || storage.allowsSingleWriter else {
      throw Failure(
        .storage, "the bucket \(storage.address.bucket) replaces what is there although it is asked not to",
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
      // One that fails is tried again by the next process: its server may be another one then.
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
      // A server may say that it knows no condition.
      guard error.facts.contains(JSONMember("status", .integer(501))) else { throw error }
      createsOnce = false
    }
    return BucketHabits(createsOnce: createsOnce, checksBytes: try await refusesOtherBytes(storage))
  }

  private static let strict = BucketHabits(createsOnce: true, checksBytes: true)

  /// A path that nobody has used: 64 random bits, since other machines may try the same bucket at the same time.
  private static func newPath() -> String {
    "\(folder)\(String(UInt64.random(in: 0...UInt64.max), radix: 16))-put"
  }

  private static func bytes(_ number: Int) -> [UInt8] { Array("\(number)\n".utf8) }

  /// Whether of two who put one after the other the first is kept. Where its request came twice, even the first is told that
  /// something was there.
  private static func keepsTheFirst(_ storage: S3Storage) async throws(Failure) -> Bool {
    let path = newPath()
    _ = try await storage.create(bytes(1), at: path, strict)
    let isNewAgain = try await storage.put(bytes(2), at: path, strict)
    return try await storage.read(path: path) == bytes(1) && !isNewAgain
  }

  /// Whether of many who put at once one is kept, and none but this one is told that it came first.
  private static func hasOneWinner(_ storage: S3Storage) async throws(Failure) -> Bool {
    let path = newPath()
    let bodies = (0..<racers).map { [UInt8](repeating: UInt8(ascii: "a") + UInt8($0), count: size) }
    let areNew = try await allInParallel(bodies, atOnce: racers, share: 1) { (body) async throws(Failure) in
      try await storage.put(body, at: path, strict, speed: speed)
    }
    let kept = try await storage.read(path: path)
    return kept != nil && zip(areNew, bodies).allSatisfy { isNew, body in !isNew || kept == body }
  }

  /// Whether bytes are refused whose hash is neither the one that was signed nor the checksum's.
  private static func refusesOtherBytes(_ storage: S3Storage) async throws(Failure) -> Bool {
    var request = storage.put(Array("sent\n".utf8), at: newPath(), headers: [])
    request.bodyHash = ObjectID(of: request.body ?? []).description
    request.body = Array("came\n".utf8)
    request.accepted = [400, 403, 422]
    return try await storage.client.send(request).status >= 400
  }
}

extension BucketHabits {
  /// What the object says that remembers a trial; `nil` where it says nothing of use.
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
