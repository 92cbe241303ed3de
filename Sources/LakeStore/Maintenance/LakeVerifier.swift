public import RankingModel
import Storage

/// Verifies a lake: its catalogue against its records, and its records against its objects. It only reads, never waits, and may
/// run beside a writer.
///
///     let verification = try await LakeVerifier(LakePlace(folder: "data/lake")).verify(reading: .all)
///     if !verification.isSound { … }
public struct LakeVerifier: Sendable {
  /// Which objects are unpacked and hashed. Whether they exist and have the right length is checked for all.
  public enum Reading: Sendable, Hashable {
    /// None.
    case none
    /// All.
    case all
    /// One of several groups of about the same size, counted from 1. Each object is always in the same group.
    case group(Int, of: Int)
    /// A random share, from 0 to 1.
    case share(Double)
  }

  /// Where the lake is.
  public let place: LakePlace
  /// Chooses the objects of a random share. It is random, so each verification reads other objects. It is kept, so all looks of
  /// one verification read the same objects.
  let seed = UInt64.random(in: 0...UInt64.max)

  /// A verifier of the lake at `place`.
  public init(_ place: LakePlace) { self.place = place }

  /// The objects that the work state needs besides those of the lake's records, and its problems.
  public struct WorkState: Sendable {
    /// The objects that it needs.
    public var objects: Set<ObjectID> = []
    /// What is wrong with its file.
    public var problems: [IntegrityProblem] = []

    /// A work state that needs `objects` and has `problems`.
    public init(objects: Set<ObjectID> = [], problems: [IntegrityProblem] = []) {
      self.objects = objects
      self.problems = problems
    }
  }

  /// How many looks at a lake are taken at most until its problems are certain.
  private static let mostLooks = 6

  /// Verifies the lake. Where a look finds a problem, another look follows: a writer may have changed the lake between one
  /// reading and the next. Only problems that two looks in a row find are told.
  ///
  /// - Parameters:
  ///   - workState: reads the objects that the work state needs, and its problems; called once a look.
  ///   - progress: called from several threads with the number of objects that are done, and the number of all objects.
  /// - Throws: `noData` where there is no lake, `format` where it is of another format, `storage` where its folders cannot be
  ///   read. Damage is not a failure: the result says it.
  public func verify(
    reading: Reading = .none,
    workState: () async throws(Failure) -> WorkState = { () throws(Failure) in WorkState() },
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws(Failure) -> Verification {
    var verification = Verification()
    // The problems found so far, and how many looks found them.
    var found: [[String]: (problem: IntegrityProblem, looks: Int)] = [:]
    for _ in 0..<LakeVerifier.mostLooks {
      verification = try await look(reading, try await workState(), progress)
      let grave = verification.problems.filter { $0.severity != .notice }
      if grave.allSatisfy({ found[$0.identity] != nil }) { return verification }
      for problem in grave { found[problem.identity] = (problem, (found[problem.identity]?.looks ?? 0) + 1) }
    }
    // The lake or its disk looks different each time. A problem that was found more than once is real, and what could not be read
    // is told in any case.
    let told = found.values.filter { $0.looks > 1 || $0.problem.severity == .unreadable }.map(\.problem)
    guard !told.isEmpty else {
      throw Failure(
        .locked, "the lake \(place.name) changed during every check",
        remedy: .words("wait for the writer to end, then look again"))
    }
    verification.problems = LakeVerifier.ordered(
      told + verification.problems.filter { $0.severity == .notice })
    return verification
  }

  /// `problems` by severity, the most severe first.
  private static func ordered(_ problems: [IntegrityProblem]) -> [IntegrityProblem] {
    IntegrityProblem.Severity.allCases.flatMap { severity in problems.filter { $0.severity == severity } }
  }

  private func look(
    _ reading: Reading, _ work: WorkState, _ progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws(Failure) -> Verification {
    var verification = Verification()
    let format = try await lakeFormat(&verification)
    // Reads in the reverse order of writing, so that nothing seems to be missing that is written meanwhile: the catalogue names
    // only records that exist, and records name only objects that exist.
    let catalogue = CatalogueCheck(place: place, lake: format?.id)
    let rows = try catalogue.read(isDeep: reading == .all)
    let contents = try await LakeContents(place)
    let inventory = try await LakeInventory(contents, place)
    verification.problems += inventory.problems + work.problems
    verification.problems += leftovers(contents)
    verification.problems += tagProblems(inventory)
    verification.snapshots = inventory.snapshots.count { !$0.isForgotten }
    verification.runs = inventory.runs
    await check(inventory, contents, reading: reading, others: work.objects, &verification, progress)
    verification.problems += try await catalogue.problems(
      rows, inventory, hasSoundVersions: verification.isSound)
    verification.problems = LakeVerifier.ordered(verification.problems)
    return verification
  }

  private func lakeFormat(_ verification: inout Verification) async throws(Failure) -> LakeFormat? {
    do throws(Failure) {
      guard let format = try await LakeFormat(place) else { throw Failure.noLake(place) }
      return format
    } catch  where error.kind == .damaged {
      verification.problems.append(IntegrityProblem(.lake, .damage, .stored(LakeFormat.key), error.message))
      return nil
    }
  }

  private func leftovers(_ contents: LakeContents) -> [IntegrityProblem] {
    contents.unfinished.map {
      IntegrityProblem(
        .leftover, .notice, .file($0.path), "was left by an interrupted command, and nothing reads it")
    }
      + contents.unknown.map { IntegrityProblem(.leftover, .notice, .file($0), "is no part of a lake") }
  }

  private func tagProblems(_ inventory: LakeInventory) -> [IntegrityProblem] {
    let known = Set(inventory.snapshots.map(\.key.path))
    // The records that tags name may be among those that could not be read.
    let unread = Set(inventory.problems.filter { $0.severity == .unreadable }.map(\.subject.description))
    return inventory.decisions.tags.compactMap { decision in
      guard let tag = decision.tag, !known.contains(decision.subject) else { return nil }
      return IntegrityProblem(
        .tag, unread.contains(decision.subject) ? .unreadable : .damage, .tag(tag),
        "names a snapshot that has no readable record",
        snapshots: AffectedSnapshot.recorded(at: StorageKey(path: decision.subject)))
    }
  }
}
