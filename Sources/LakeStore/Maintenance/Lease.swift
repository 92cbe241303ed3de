import Glibc
import JSON
import RankingModel
import Storage

/// The right of one process to remove something from a lake that other machines write to, for some time.
///
/// A lease is a numbered file that says who holds it and until when. A number can be created only once, so one process gets the
/// next number. The holder creates the next number before its time is over, and at the end a number that is given back. The
/// highest number counts: a process that finds a higher number than its own has lost the lease.
actor Lease {
  /// How many seconds a lease holds.
  static let duration = 600.0
  /// How many seconds after its end another process takes it, since clocks differ.
  static let allowance = 60.0

  private let place: LakePlace
  private let options: Lake.Options
  private var number: Int
  private var end: Instant

  private init(_ place: LakePlace, _ options: Lake.Options, _ number: Int, until end: Instant) {
    (self.place, self.options, self.number, self.end) = (place, options, number, end)
  }

  /// Takes the lease of the lake at `place`; tries again until the `lockWait` of `options` is over.
  ///
  /// - Throws: a `locked` failure that names the holder; `damaged` where a lease cannot be read.
  static func take(_ place: LakePlace, options: Lake.Options) async throws(Failure) -> Lease {
    while true {
      let last = try await waitForEnd(place, options: options)
      let end = options.clock().advanced(bySeconds: duration)
      if try await create(last + 1, until: end, in: place, options) {
        return Lease(place, options, last + 1, until: end)
      }
    }
  }

  /// Waits until no lease holds. Then what its holder was removing is gone.
  ///
  /// - Returns: the number of the last lease; 0 where there was none.
  @discardableResult
  static func waitForEnd(_ place: LakePlace, options: Lake.Options) async throws(Failure) -> Int {
    var remaining = options.lockWait
    var isTold = false
    while let last = try await newest(in: place) {
      if last.isOver(at: options.clock()) { return last.number }
      guard remaining > 0 else {
        throw Failure(
          .locked, "something is being removed from the lake \(place.name) by \(last.words)",
          remedy: .waitForWriter)
      }
      if !isTold { options.waiting(last.words) }
      isTold = true
      remaining -= 1
      do { try await Task.sleep(for: .seconds(1)) } catch {
        throw Failure(.interrupted, "interrupted while waiting for \(last.words)", remedy: .goOn)
      }
    }
    return 0
  }

  /// Makes sure that this process has the lease for long enough to remove one batch. Call it before each batch.
  ///
  /// - Throws: a `locked` failure where another process has the lease by now.
  func hold() async throws(Failure) {
    let now = options.clock()
    let isNewest = try await place.storage.list(.leases, group: nil, after: .lease(number)).isEmpty
    if isNewest, end.advanced(bySeconds: -Lease.duration / 2) > now { return }
    let later = now.advanced(bySeconds: Lease.duration)
    guard isNewest, try await Lease.create(number + 1, until: later, in: place, options) else {
      throw Failure(
        .locked,
        "the lease of the lake \(place.name) was taken over by another process: this one was paused too long",
        remedy: .goOn)
    }
    (number, end) = (number + 1, later)
  }

  /// Gives the lease back, and removes the leases before it. If that fails, the lease ends by itself.
  func giveBack() async {
    let now = options.clock()
    guard (try? await Lease.create(number + 1, until: now, isGivenBack: true, in: place, options)) == true
    else { return }
    let old = (try? await place.storage.list(.leases)) ?? []
    try? await place.storage.remove(old.filter { ($0.leaseNumber ?? .max) <= number })
  }

  /// Creates the lease with the number `number`.
  ///
  /// - Returns: whether it counts. It does not where another process was first, or a higher number exists. Lower numbers are
  ///   removed, so a free number may be far behind.
  private static func create(
    _ number: Int, until end: Instant, isGivenBack: Bool = false, in place: LakePlace, _ options: Lake.Options
  ) async throws(Failure) -> Bool {
    let holder = "process \(getpid()) on \(hostName()) (\(options.command))"
    let file = LeaseFile(number: number, holder: holder, end: end, isGivenBack: isGivenBack).file
    guard try await place.storage.create([file]) == [true] else { return false }
    return try await place.storage.list(.leases, group: nil, after: .lease(number)).isEmpty
  }

  /// The lease with the highest number; `nil` where there is none.
  private static func newest(in place: LakePlace) async throws(Failure) -> LeaseFile? {
    guard let key = try await place.storage.list(.leases).last else { return nil }
    // It was removed meanwhile, so there is a higher one.
    guard let bytes = try await place.storage.read(key) else { return try await newest(in: place) }
    do {
      let lease = try LeaseFile(bytes, at: key)
      if lease.file.key == key { return lease }
    } catch let failure as Failure { throw failure } catch {}
    throw Failure(
      .damaged, "\(place.storage.location(of: key)) cannot be read",
      remedy: .words("see that nobody prunes or repairs the lake, then remove it"))
  }
}
