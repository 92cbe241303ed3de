public import RankingModel
import Storage

/// Repairs a lake: sets damaged files aside, stores again what can be restored from elsewhere, and says what is lost.
///
/// Only half-written files of killed commands are removed. A damaged file is read once more before it is touched, and is then
/// kept in the folder `damaged`.
public final class LakeRepair: Sendable {
  /// Where the lake is.
  public let place: LakePlace
  private let options: Lake.Options
  /// `nil` where the repair is only planned.
  private let lock: LakeLock?
  /// Whether files that cannot be read are taken for lost.
  let replacesUnreadable: Bool

  /// Takes the lock of the lake at `place`.
  ///
  /// - Parameters:
  ///   - replacesUnreadable: whether files that cannot be read are taken for lost, as on a disk that has failed for good;
  ///     otherwise they are left as they are.
  ///   - dryRun: whether the repair will only be planned; then no lock is taken.
  /// - Throws: `noData` where there is no lake, `locked` where another process writes, `storage` where the folder is unreadable.
  public init(
    _ place: LakePlace, options: Lake.Options, replacesUnreadable: Bool = false, dryRun: Bool = false
  ) async throws(Failure) {
    (self.place, self.options, self.replacesUnreadable) = (place, options, replacesUnreadable)
    // Not even a lock file is left in a folder that holds something else.
    let names = try reading("the lake", try FileSystem(root: place.folder).names(in: place.folder))
    var isLake = names.contains { LocalFiles.isOwn($0) && $0 != "lock" && $0 != "locks" }
    for kind in StorageKey.Kind.allCases where !isLake { isLake = try await place.storage.holdsAny(kind) }
    guard isLake else { throw Failure.noLake(place) }
    if !dryRun, place.isShared { try Lake.makeFolders(place.folder) }
    lock = dryRun ? nil : try LakeLock(folder: place.folder, for: .lake, options: options)
  }

  /// The lock, which every change needs.
  private func held() throws(Failure) -> LakeLock {
    guard let lock else { throw Failure(.program, "a repair that was only planned cannot be carried out") }
    return lock
  }

  /// Carries out `steps`, in an order in which a kill at any instant leaves no more damage than before.
  ///
  /// - Throws: a `locked` failure where another machine removes from the lake.
  public func carryOut(_ steps: [RepairStep]) async throws(Failure) {
    _ = try held()
    guard !steps.isEmpty else { return }
    let remover = try await Remover(place, options: options)
    try await remover.whileHeld { () throws(Failure) in try await carryOut(steps, by: remover) }
  }

  private func carryOut(_ steps: [RepairStep], by remover: Remover) async throws(Failure) {
    for step in steps where step.object == nil {
      switch step.action {
      case .restore:
        guard let key = step.key, let bytes = step.bytes else { continue }
        try await replace(key, by: bytes, remover)
        if let other = step.replaced { try await setAside(other, remover) }
      case .lost, .setAside:
        if let key = step.key {
          try await setAside(key, remover)
        } else if step.tag == nil {
          for end in [""] + DatabaseCheck.logEnds {
            try await FolderStorage(place.folder).moveAside("\(step.subject)\(end)", at: options.clock())
          }
        }
      case .remove, .reindex, .leave: break
      }
    }
    for step in steps {
      guard let key = step.key, let object = key.object else { continue }
      // Read again: the first error may have been on the way from the disk.
      switch await place.objects.look(at: object) {
      case .success: continue
      case .failure(.unreadable(let failure)) where !replacesUnreadable: throw failure
      case .failure: break
      }
      if let bytes = step.bytes {
        try await replace(key, by: try Objects.packed(bytes), remover)
      } else {
        try await setAside(key, remover)
      }
    }
    let tags = steps.compactMap(\.tag)
    if !tags.isEmpty { try await take(away: tags) }
    if steps.contains(where: { $0.action == .reindex }) { try await reindex(toleratesLoss: true) }
    for step in steps where step.action == .remove {
      let isLocal = LocalFiles.isUnfinished(step.subject.description)
      let own = isLocal ? FolderStorage(place.folder) : place.storage
      try await own.remove(Stray(path: step.subject.description))
    }
  }

  /// Decides to remove `tags`, whose snapshots are lost.
  private func take(away tags: [Decision]) async throws(Failure) {
    let files = tags.map { tag in
      var decision = tag
      decision.action = .untag
      decision.decidedAt = max(options.clock(), Instant(microseconds: tag.decidedAt.microseconds + 1))
      return Record.decision(decision).file
    }
    _ = try await place.storage.create(files)
  }

  /// Rebuilds the catalogue from the lake's records.
  ///
  /// - Parameter toleratesLoss: whether days whose version is lost are in the catalogue without their entries. Otherwise a lost
  ///   version is a `damaged` failure, and the old catalogue stays. It also stays where it has a record that the lake lacks,
  ///   because the new catalogue would not have that record's content.
  public func reindex(toleratesLoss: Bool = false) async throws(Failure) {
    let lock = try held()
    guard let format = try await LakeFormat(place) else { throw Failure.noLake(place) }
    if !toleratesLoss { try await Lake.requireKnownRecords(place, lake: format.id) }
    try await Lake.remakeCatalogue(
      place, lake: format.id, lock: lock, options: options, toleratesLoss: toleratesLoss)
  }

  /// Sets the file under `key` aside, and stores `bytes` there. Until then another repair finds the content in `damaged`.
  private func replace(_ key: StorageKey, by bytes: [UInt8], _ remover: Remover) async throws(Failure) {
    try await setAside(key, remover)
    _ = try await place.storage.create([StoredFile(key, bytes)])
  }

  private func setAside(_ key: StorageKey, _ remover: Remover) async throws(Failure) {
    try await remover.setAside(key, at: options.clock(), evenUnreadable: replacesUnreadable)
  }
}

extension Failure {
  /// The failure where there is no lake to look at or to repair.
  static func noLake(_ place: LakePlace) -> Failure {
    Failure(.noData, "there is no lake in \(place.name)", remedy: .otherLake)
  }
}
