import RankingModel
import Storage

/// Removes what a lake keeps; all removal goes through it. This machine's lock of the whole lake gives the right to. In a lake
/// that other machines write to a lease is needed besides: see `Lease`.
struct Remover: Sendable {
  private let storage: any Storage
  private let lease: Lease?
  /// So many are removed between one look at the lease and the next.
  private static let batch = 500

  /// Takes what is needed besides the lock, which the caller holds.
  ///
  /// - Throws: a `locked` failure where another process removes.
  init(_ place: LakePlace, options: Lake.Options) async throws(Failure) {
    storage = place.storage
    lease = place.isShared ? try await Lease.take(place, options: options) : nil
  }

  /// Removes what is under `keys`.
  ///
  /// - Throws: a `locked` failure where the right was lost meanwhile; what is left stays.
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

  /// Keeps a copy of what is under `key` in `damaged`, and removes it.
  func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
    try await lease?.hold()
    try await storage.setAside(key, at: now, evenUnreadable: evenUnreadable)
  }

  /// Does `work`, then gives back what was taken.
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
