public import RankingModel
import Storage

extension LakeRepair {
  /// What a repair would do about `verification`, which must have read all objects.
  ///
  /// - Throws: `storage` where something cannot be read from which lost files might be restored.
  public func plan(
    _ verification: Verification, sources: [any ObjectSource]
  ) async throws(Failure) -> [RepairStep] {
    let contents = try await LakeContents(place)
    let inventory = try await LakeInventory(contents, place)
    var recovery = try Recovery(
      place, inventory: inventory, sources: sources, replacesUnreadable: replacesUnreadable)
    var steps: [RepairStep] = []
    var objects: [IntegrityProblem] = []
    // A catalogue that is unusable for answers may still have the bytes of a missing record.
    let known = Set(verification.problems.compactMap(\.subject.key)).union(contents.records)
    let missing = recovery.indexed.subtracting(known).sorted().map(CatalogueCheck.missing)
    func take(_ problem: IntegrityProblem) async throws(Failure) {
      if isLeft(problem) {
        steps.append(RepairStep(.leave, problem, problem.message))
      } else if problem.subject.object != nil {
        objects.append(problem)
      } else if let step = try await step(for: problem, recovery) {
        steps.append(step)
      }
    }
    for problem in verification.problems + missing where problem.severity != .notice {
      try await take(problem)
    }
    // The objects that a record names are known once the record is found.
    let restored = steps.filter { $0.action == .restore }
    let files = restored.compactMap { step in step.key.map { StoredFile($0, step.bytes ?? []) } }
    for object in recovery.add(files) {
      guard !objects.contains(where: { $0.subject.object == object }),
        let use = recovery.inventory.uses[object], let found = await recovery.problem(with: object)
      else { continue }
      try await take(IntegrityProblem(object, found, snapshots: recovery.inventory.affected(by: use)))
    }
    // An object need not be restored where a decision that was found forgets it.
    objects.removeAll { problem in
      guard problem.kind == .missingObject, let object = problem.subject.object else { return false }
      return inventory.uses[object] != nil && recovery.inventory.uses[object] == nil
    }
    steps += try await objectSteps(objects, recovery)
    // A tag is sound where the record that it lacked is restored.
    let brought = Set(restored.map(\.subject.description))
    steps.removeAll { step in step.tag.map { brought.contains($0.subject) } ?? false }
    if needsReindex(steps, verification, recovery) {
      steps.append(
        RepairStep(
          action: .reindex, subject: CatalogueCheck.subject, message: "is rebuilt from the lake's records"))
    }
    return steps
      + contents.unfinished.map { stray in
        RepairStep(
          action: .remove, subject: .file(stray.path), message: "was left by an interrupted command")
      }
  }

  /// Whether nothing is done about `problem`: a file that could not be read may be sound.
  private func isLeft(_ problem: IntegrityProblem) -> Bool {
    problem.severity == .unreadable && !replacesUnreadable
  }

  /// The steps about objects. An object that was found may be the source of others, so the rest is looked for again as long as
  /// some are found.
  private func objectSteps(
    _ problems: [IntegrityProblem], _ recovery: Recovery
  ) async throws(Failure) -> [RepairStep] {
    var steps: [RepairStep] = []
    var rest = problems.map { (problem: $0, why: "") }
    var count = -1
    while !rest.isEmpty, rest.count != count {
      count = rest.count
      var missed: [(problem: IntegrityProblem, why: String)] = []
      for (problem, _) in rest {
        guard let object = problem.subject.object else { continue }
        switch try await recovery.object(object, isUnreadable: problem.severity == .unreadable) {
        case .found(let bytes, let origin):
          steps.append(RepairStep(.restore, problem, "has its content from \(origin)", bytes: bytes))
        case .missed(let why): missed.append((problem, why))
        }
      }
      rest = missed
    }
    return steps
      + rest.map { problem, why in RepairStep(.lost, problem, "has no sound copy and \(why)") }
  }

  /// Whether the catalogue differs from the records, or will differ after `steps`.
  private func needsReindex(
    _ steps: [RepairStep], _ verification: Verification, _ recovery: Recovery
  ) -> Bool {
    let inventory = recovery.inventory
    let touchesRecords = steps.contains {
      $0.object == nil && ![.setAside, .leave].contains($0.action) && $0.key != LakeFormat.key
    }
    let fillsGap = recovery.lacksEntries && steps.contains { $0.object != nil && $0.action == .restore }
    // Where its version is lost, a record that is not indexed yet cannot be indexed in the usual way.
    let losesLate = steps.contains { step in
      guard step.action == .lost, let use = step.object.flatMap({ inventory.uses[$0] }) else { return false }
      return use.versionOf.contains { !recovery.indexed.contains(inventory.snapshots[$0].key) }
    }
    // The catalogue is damaged, or lacks records.
    let isOutdated = verification.problems.contains { problem in
      problem.kind == .catalogue && !steps.contains { $0.action == .leave && $0.subject == problem.subject }
    }
    return touchesRecords || fillsGap || losesLate || isOutdated
  }

  private func step(
    for problem: IntegrityProblem, _ recovery: Recovery
  ) async throws(Failure) -> RepairStep? {
    switch problem.kind {
    case .lake:
      var id = recovery.lakeID
      if id == nil { id = try await CatalogueCheckpoint.newest(in: place, lake: nil)?.lake }
      let origin = id == nil ? "is given a new id: the old one is lost" : "has its id from the catalogue"
      // In a lake for many machines, this machine's folder is already named by the id.
      let format = LakeFormat(id: id ?? place.sharedID ?? newIdentifier())
      return RepairStep(.restore, problem, origin, bytes: format.file.bytes)
    case .snapshotRecord, .runRecord, .settingsRecord, .decisionRecord:
      guard let key = problem.subject.key else { return nil }
      if let bytes = try recovery.record(key) {
        return RepairStep(.restore, problem, "has its content from the catalogue", bytes: bytes)
      }
      if problem.kind == .snapshotRecord, problem.severity == .damage,
        let file = try await recovery.misplacedRecord(key)
      {
        return RepairStep(
          action: .restore, subject: .stored(file.key), message: "stood at \(key), which is set aside",
          snapshots: problem.snapshots, bytes: file.bytes, replaced: key)
      }
      return RepairStep(.lost, problem, "has no sound copy: its content is lost")
    case .tag:
      var step = RepairStep(.lost, problem, "the name is lost, and can be given again")
      step.tag = recovery.inventory.decisions.tags.first { $0.tag.map { .tag($0) } == problem.subject }
      return step
    case .marks: return RepairStep(.lost, problem, "the next pruning finds unused objects again")
    case .workState: return RepairStep(.setAside, problem, "is rebuilt from the lake's records")
    case .catalogue where problem.severity == .unreadable:
      // Read again: the first error may have been on the way from the disk.
      if case .sound = DatabaseCheck.outcome(ofFileAt: place.catalogue) { return nil }
      return RepairStep(.setAside, problem, "could not be read, and is taken for lost")
    case .missingObject, .damagedObject, .catalogue, .leftover: return nil
    }
  }
}
