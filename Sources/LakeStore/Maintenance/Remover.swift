import RankingModel
import Storage

/// Removes files of a lake; every removal goes through it. The caller must hold this machine's lock of the whole lake. A lake
/// that other machines write to also needs a lease: see `Lease`.
struct Remover: Sendable {
  private let storage: any Storage
  private let lease: Lease?
  /// How many files are removed between two checks of the lease.
  private static let batch = 500

  /// Takes the lease, where one is needed. The caller holds the lock.
  ///
  /// - Throws: a `locked` failure where another process removes.
  init(_ place: LakePlace, options: Lake.Options) async throws(Failure) {
    storage = place.storage
    lease = place.isShared ? try await Lease.take(place, options: options) : nil
  }

  /// Removes the files under `keys`.
  ///
  /// - Throws: a `locked` failure where the lease was lost meanwhile; the remaining files stay.
  func remove(_ keys: [StorageKey]) async throws(Failure) {
    guard let lease else {
      if !keys.isEmpty { try await storage.remove(keys) }
      return
    }
    for start in stride(from: 0, to: keys.count, by: Remover.batch) {
      try await lease.hold()
      try await storage.remove(Array(keys[start..<min(keys.count, start + Remover.batch)]))
    }
  }

  /// Keeps a copy of the file under `key` in `damaged`, and removes the file.
  func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
    try await lease?.hold()
    try await storage.setAside(key, at: now, evenUnreadable: evenUnreadable)
  }

  /// Runs `work`, then gives the lease back.
  func whileHeld(
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws(Failure) -> Void
  ) async throws(Failure) {
    do throws(Failure) { try await work() } catch {
      await lease?.giveBack()
      throw error
    }
    await lease?.giveBack()
  }
}
