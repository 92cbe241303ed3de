import Glibc
public import RankingModel

/// Repairs a lake: sets damaged files aside, stores again what can be had from elsewhere, and says what is lost.
///
/// Nothing is removed but files that a killed command left half-written. What is damaged is read once more before it is
/// touched, and then moved to the folder `aside`.
public final class LakeRepair: Sendable {
  /// The lake's folder.
  public let path: String
  private let options: Lake.Options
  /// `nil` where the repair is only planned.
  private let lock: LakeLock?
  private let fileSystem: FileSystem
  /// Whether what cannot be read is taken for lost.
  private let replacesUnreadable: Bool
  private var aside: AsideFolder { AsideFolder(lake: path, fileSystem: fileSystem) }

  /// Takes the lock of the lake in the folder `path`.
  ///
  /// - Parameters:
  ///   - replacesUnreadable: whether what cannot be read is taken for lost, as on a medium that has failed for good;
  ///     otherwise it is left as it is.
  ///   - dryRun: whether the repair is only going to be planned; then no lock is taken.
  /// - Throws: `noData` where there is no lake, `locked` where another process writes, `storage` where the folder cannot be
  ///   read.
  public init(
    path: String, options: Lake.Options, replacesUnreadable: Bool = false, dryRun: Bool = false
  ) throws(Failure) {
    self.path = path
    self.options = options
    self.replacesUnreadable = replacesUnreadable
    self.fileSystem = FileSystem(root: path)
    let names: [String]
    do throws(FileSystemError) { names = try fileSystem.names(in: path) } catch {
      throw Failure(reading: "the lake", error)
    }
    // Not even a lock is left in a folder of something else.
    guard names.contains(where: LakeContents.isPart) else {
      throw Failure(.noData, "there is no lake in \(path)", cure: "name the lake's folder with --lake DIR")
    }
    self.lock = dryRun ? nil : try LakeLock(folder: path, options: options)
  }

  /// The lock, without which nothing is changed.
  private func held() throws(Failure) -> LakeLock {
    guard let lock else { throw Failure(.program, "a repair that was only planned cannot be carried out") }
    return lock
  }

  /// What a repair would do about `verification`, which must have read all objects.
  ///
  /// - Throws: `storage` where something cannot be read that what is lost might be made from.
  public func plan(
    _ verification: Verification, sources: [any ObjectSource]
  ) async throws(Failure) -> [RepairStep] {
    let contents = try LakeContents(lake: path, fileSystem: fileSystem)
    let inventory = try LakeInventory(contents, lake: path, fileSystem: fileSystem)
    var salvage = try Salvage(path: path, fileSystem: fileSystem, inventory: inventory, sources: sources)
    var steps: [RepairStep] = []
    var objects: [IntegrityProblem] = []
    for problem in verification.problems where problem.severity != .notice {
      if isLeft(problem) {
        steps.append(RepairStep(.leave, problem.subject, problem.message, snapshots: problem.snapshots))
      } else if [.missingObject, .damagedObject].contains(problem.kind) {
        objects.append(problem)
      } else if let step = try step(for: problem, salvage) {
        steps.append(step)
      }
    }
    // What a record names is known once the record is found.
    for step in steps where step.action == .restore {
      for object in salvage.add(step.bytes ?? [], at: step.subject) {
        guard !objects.contains(where: { $0.subject == object.description }),
          let found = salvage.problem(with: object)
        else { continue }
        let affected = salvage.inventory.uses[object].map(salvage.inventory.affected(by:)) ?? []
        let problem = IntegrityProblem(object, found, snapshots: affected)
        if isLeft(problem) {
          steps.append(RepairStep(.leave, problem.subject, problem.message, snapshots: affected))
        } else {
          objects.append(problem)
        }
      }
    }
    steps += try await objectSteps(objects, salvage)
    let brought = steps.compactMap { $0.action == .restore ? $0.snapshot : nil }
    steps.removeAll { step in
      // The tag is sound where the record it lacked comes back.
      guard let tag = inventory.tags.first(where: { "\($0.name)" == step.tag }) else { return false }
      return brought.contains {
        $0.chart == tag.chart && $0.day == tag.day && $0.recordedAt == tag.recordedAt
      }
    }
    if needsRebuild(steps, verification, salvage) {
      steps.append(RepairStep(.rebuild, "catalogue.sqlite", "is made anew from the lake's records"))
    }
    return steps
      + contents.temporary.map { RepairStep(.remove, $0, "is left from a command that was cut off") }
  }

  /// Whether nothing is done about `problem`, since what could not be read may be sound.
  private func isLeft(_ problem: IntegrityProblem) -> Bool {
    problem.severity == .unreadable && !replacesUnreadable
  }

  /// What is done about objects. Those that are found may be what others are made from, so the rest is looked for again as
  /// long as some are found.
  private func objectSteps(
    _ problems: [IntegrityProblem], _ salvage: Salvage
  ) async throws(Failure) -> [RepairStep] {
    var steps: [RepairStep] = []
    var rest = problems
    var count = -1
    while !rest.isEmpty, rest.count != count {
      count = rest.count
      var missed: [IntegrityProblem] = []
      for problem in rest {
        let isUnreadable = problem.severity == .unreadable
        guard let object = ObjectID(problem.subject),
          let (bytes, origin) = try await salvage.object(object, isUnreadable: isUnreadable)
        else {
          missed.append(problem)
          continue
        }
        steps.append(
          RepairStep(
            .restore, problem.subject, "has its content from \(origin)", snapshots: problem.snapshots,
            bytes: bytes, object: object))
      }
      rest = missed
    }
    return steps
      + rest.map { problem in
        RepairStep(
          .lost, problem.subject, "is in no sound copy and cannot be made again",
          snapshots: problem.snapshots, object: ObjectID(problem.subject))
      }
  }

  /// Whether the catalogue says, or will say after `steps`, something else than the records.
  private func needsRebuild(
    _ steps: [RepairStep], _ verification: Verification, _ salvage: Salvage
  ) -> Bool {
    let inventory = salvage.inventory
    let touchesRecords = steps.contains {
      $0.object == nil && ![.setAside, .leave].contains($0.action) && $0.subject != "lake.json"
    }
    let fillsGap = salvage.hasGaps && steps.contains { $0.object != nil && $0.action == .restore }
    // A record that is not indexed yet cannot be, in the usual way, where its version is lost.
    let losesLate = steps.contains { step in
      guard step.action == .lost, let use = step.object.flatMap({ inventory.uses[$0] }) else { return false }
      return use.versionOf.contains { !salvage.indexed.contains(inventory.records[$0].path) }
    }
    // It is damaged, or behind.
    let isOutdated = verification.problems.contains { problem in
      problem.kind == .catalogue && !steps.contains { $0.action == .leave && $0.subject == problem.subject }
    }
    return touchesRecords || fillsGap || losesLate || isOutdated
  }

  private func step(for problem: IntegrityProblem, _ salvage: Salvage) throws(Failure) -> RepairStep? {
    switch problem.kind {
    case .lake:
      let format = LakeFormat(id: salvage.lakeID ?? newIdentifier())
      let origin =
        salvage.lakeID == nil ? "is given a new id: the old one is lost" : "has its id from the catalogue"
      return RepairStep(.restore, "lake.json", origin, bytes: format.bytes)
    case .snapshotRecord, .runRecord:
      if let bytes = try salvage.record(problem.subject) {
        return RepairStep(
          .restore, problem.subject, "has its content from the catalogue", snapshots: problem.snapshots,
          bytes: bytes)
      }
      if problem.severity == .damage, let (place, bytes) = try salvage.misplacedRecord(problem.subject) {
        return RepairStep(
          .restore, place, "stood at \(problem.subject), which is set aside", snapshots: problem.snapshots,
          bytes: bytes, replaced: problem.subject)
      }
      return RepairStep(
        .lost, problem.subject, "is in no sound copy: what it said of the day is lost",
        snapshots: problem.snapshots)
    case .tag:
      var step = RepairStep(
        .lost, try tagPlace(problem.subject), "the name is lost; marquee tag add gives it again")
      step.tag = problem.subject
      return step
    case .note where ForgottenRecords.record(markedBy: problem.subject) != nil:
      return RepairStep(.setAside, problem.subject, "is written anew: its name says what it said")
    case .note where problem.subject.hasPrefix("forgotten/"):
      return RepairStep(.lost, problem.subject, "the forgotten snapshot can no longer be brought back")
    case .note:
      return RepairStep(.lost, problem.subject, "what was to be collected is found out anew")
    case .workingState:
      return RepairStep(.setAside, problem.subject, "is made anew from the lake's records")
    case .missingObject, .damagedObject, .catalogue, .leftover: return nil
    }
  }

  /// The place of a tag that is named by its place or its name.
  private func tagPlace(_ subject: String) throws(Failure) -> String {
    let places = try TagRecords(lake: path, fileSystem: fileSystem).paths()
    return places.first { RecordName.parts(of: RecordName.fileName(of: $0))?.stem == subject } ?? subject
  }

  /// Carries `steps` out, in an order in which a kill at any instant leaves no more damage than there was.
  public func carryOut(_ steps: [RepairStep]) async throws(Failure) {
    _ = try held()
    try Lake.makeParts(path, fileSystem)
    if steps.contains(where: { $0.object != nil }) {
      // An empty folder of objects stands for a medium that is away, and nothing is written to such a lake.
      do throws(FileSystemError) {
        try DurableFiles(fileSystem: fileSystem).makeFolders(["\(path)/objects/00"])
      } catch {
        throw Failure(storing: "the objects", error)
      }
    }
    for step in steps where step.object == nil {
      switch step.action {
      case .restore:
        try replace(step.subject, by: step.bytes ?? [])
        if let other = step.replaced { try setAside(other) }
      case .lost: try setAside(step.subject)
      case .setAside where step.subject.hasPrefix("forgotten/"):
        if let record = ForgottenRecords.record(markedBy: step.subject) {
          try ForgottenRecords(lake: path, fileSystem: fileSystem).markWithoutRaw(
            [record], at: options.clock())
        }
        try setAside(step.subject)
      case .setAside:
        for name in ["", "-wal", "-shm"] { try setAside(step.subject + name) }
      case .remove, .rebuild, .leave: break
      }
    }
    let objects = FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem)
    for step in steps {
      guard let object = step.object else { continue }
      // Read once more: what was read wrong may have been the way to the medium.
      switch objects.look(at: object) {
      case .success: continue
      case .failure(.unreadable(let why)) where !replacesUnreadable:
        throw Failure(
          .storage, "object \(object.short) could not be read: \(why)",
          cure: "look at the disk, then repair again")
      case .failure: break
      }
      let place = String(objects.path(of: object).dropFirst(path.utf8.count + 1))
      if let bytes = step.bytes {
        try replace(place, by: try objects.packed(bytes))
      } else {
        try setAside(place)
      }
    }
    if steps.contains(where: { $0.action == .rebuild }) { try await rebuild(toleratesLoss: true) }
    for step in steps where step.action == .remove {
      do throws(FileSystemError) {
        if try fileSystem.size("\(path)/\(step.subject)") != nil {
          try fileSystem.remove("\(path)/\(step.subject)")
        }
      } catch {
        throw Failure(storing: "the removal of \(step.subject)", error)
      }
    }
  }

  /// Makes the catalogue anew from the lake's records.
  ///
  /// - Parameter toleratesLoss: whether days whose version is lost are in it without their entries; otherwise that is a
  ///   `damaged` failure, and the old catalogue stays. So it is where the old catalogue knows a record that is not there:
  ///   it has the record's content, and the new one would not.
  public func rebuild(toleratesLoss: Bool = false) async throws(Failure) {
    guard let format = try LakeFormat(folder: path, fileSystem: fileSystem) else {
      throw Failure(.noData, "there is no lake in \(path)", cure: "name the lake's folder with --lake DIR")
    }
    if !toleratesLoss, let old = try oldCatalogue(), try unlessDamaged(try old.indexedRecords()) != nil {
      let contents = try LakeContents(lake: path, fileSystem: fileSystem)
      do throws(Failure) { try old.requireRecords(contents, to: "rebuilt") } catch {
        // A record of a newer format in the place of another is told of first.
        _ = try LakeInventory(contents, lake: path, fileSystem: fileSystem)
        throw error
      }
    }
    try await Lake.remakeCatalogue(
      path, lake: format.id, lock: try held(), options: options, toleratesLoss: toleratesLoss)
  }

  /// The catalogue that is there; `nil` where there is none that can be used.
  private func oldCatalogue() throws(Failure) -> LakeReader? {
    do throws(Failure) { return try LakeReader.open(path: path) } catch {
      guard error.kind != .storage else { throw error }
      return nil
    }
  }

  /// Keeps a copy of what is at `place` aside, and puts `bytes` there in one instant: a kill leaves the one or the other.
  private func replace(_ place: String, by bytes: [UInt8]) throws(Failure) {
    do throws(FileSystemError) {
      if try fileSystem.kind(of: "\(path)/\(place)") == .file {
        try aside.copy(place, at: options.clock())
      } else {
        // A folder or a link in its place, where there is anything.
        try aside.move(place, at: options.clock())
      }
    } catch  where replacesUnreadable && error.operation == "read" {
      // What cannot be read cannot be copied.
      try setAside(place)
    } catch {
      throw Failure(storing: "what is set aside", error)
    }
    try store(bytes, at: place)
  }

  private func store(_ bytes: [UInt8], at place: String) throws(Failure) {
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      var folders = [parent(of: "\(path)/\(place)")]
      while let last = folders.last, last.utf8.count > path.utf8.count { folders.append(parent(of: last)) }
      for folder in folders.dropLast().reversed() { try durable.makeFolders([folder]) }
      try durable.store([NewFile(path: "\(path)/\(place)", bytes: bytes)])
    } catch {
      throw Failure(storing: place, error)
    }
  }

  /// Moves a file of the lake to the folder `aside`, under a name of its own; nothing where there is none.
  private func setAside(_ place: String) throws(Failure) {
    do throws(FileSystemError) { try aside.move(place, at: options.clock()) } catch {
      throw Failure(storing: "what is set aside", error)
    }
  }
}
