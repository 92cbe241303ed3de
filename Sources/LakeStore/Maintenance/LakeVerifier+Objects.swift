import RankingModel
import Storage

extension LakeVerifier {
  /// Checks every object that exists or should exist.
  func check(
    _ inventory: LakeInventory, _ contents: LakeContents, reading: Reading, others: Set<ObjectID>,
    _ verification: inout Verification, _ progress: @escaping @Sendable (Int, Int) -> Void
  ) async {
    let needed = Set(inventory.uses.keys).union(others)
    let objects = needed.union(contents.objects).sorted()
    let results = await ObjectCheck(
      store: place.objects, objects: objects, sizes: inventory.uses.mapValues { $0.size },
      reading: reading, seed: seed
    ).run(progress)
    verification.objects = objects.count
    verification.objectsRead = results.count { $0.isRead }
    verification.bytesRead = results.reduce(0) { $0 + ($1.isRead ? $1.size : 0) }
    for (object, result) in zip(objects, results) {
      guard let problem = result.problem else { continue }
      let use = inventory.uses[object]
      let isMissing = problem == .missing
      // Another process forgot or pruned it meanwhile.
      if isMissing, !needed.contains(object) { continue }
      verification.problems.append(
        IntegrityProblem(object, problem, snapshots: use.map(inventory.affected(by:)) ?? []))
    }
    let spare = Set(contents.objects).subtracting(needed)
    if !spare.isEmpty {
      verification.problems.append(
        IntegrityProblem(
          .leftover, .notice, .file("objects"),
          "\(counted(spare.count, "object is", "objects are")) named by no record; pruning removes "
            + (spare.count == 1 ? "it" : "them")))
    }
  }
}

extension IntegrityProblem {
  /// The problem with the file of `object`.
  init(_ object: ObjectID, _ problem: ObjectProblem, snapshots: [AffectedSnapshot]) {
    let (kind, severity, message): (Kind, Severity, String) =
      switch problem {
      case .missing: (.missingObject, .damage, "is missing")
      case .damaged(let why): (.damagedObject, .damage, "is damaged: \(why)")
      case .unreadable(let failure): (.damagedObject, .unreadable, failure.message)
      }
    self.init(kind, severity, .stored(.object(object)), message, snapshots: snapshots)
  }
}

/// Checks many objects on all cores.
private struct ObjectCheck: Sendable {
  struct Result: Sendable {
    var problem: ObjectProblem?
    var size = 0
    var isRead = false
  }

  let store: Objects
  let objects: [ObjectID]
  let sizes: [ObjectID: Int?]
  let reading: LakeVerifier.Reading
  let seed: UInt64

  func run(_ progress: @escaping @Sendable (Int, Int) -> Void) async -> [Result] {
    await inParallel(objects, progress) { await look(at: $0) }
  }

  private func look(at object: ObjectID) async -> Result {
    let size = sizes[object] ?? nil
    guard isChosen(object) else { return Result(problem: await store.inspect(object, size: size)) }
    switch await store.look(at: object) {
    case .success(let bytes): return Result(size: bytes.count, isRead: true)
    case .failure(let problem): return Result(problem: problem, isRead: true)
    }
  }

  private func isChosen(_ object: ObjectID) -> Bool {
    switch reading {
    case .none: false
    case .all: true
    case .group(let group, let count):
      // The first digits of a hash are as good as random.
      Int(object.description.prefix(8), radix: 16).map { $0 % count == group - 1 } ?? true
    case .share(let share): chance(of: object) < share
    }
  }

  /// A number from 0 to 1. It seems random, and is the same for an object in each look of this verification.
  private func chance(of object: ObjectID) -> Double {
    let digits = UInt64(object.description.prefix(16), radix: 16) ?? 0
    // The finishing steps of SplitMix64 (Steele, Lea, Flood 2014).
    var mixed = digits ^ seed
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
  }
}
