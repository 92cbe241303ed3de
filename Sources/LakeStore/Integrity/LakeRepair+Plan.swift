public import RankingModel

extension LakeRepair {
  /// What a repair would do about `verification`, which must have read all objects.
  ///
  /// - Throws: `storage` where something cannot be read that what is lost might be made from.
  public func plan(
    _ verification: Verification, sources: [any ObjectSource]
  ) async throws(Failure) -> [RepairStep] {
    let contents = try LakeContents(lake: path, fileSystem: fileSystem)
    let inventory = try LakeInventory(contents, lake: path, fileSystem: fileSystem)
    var recovery = try Recovery(
      path: path, fileSystem: fileSystem, inventory: inventory, sources: sources,
      replacesUnreadable: replacesUnreadable)
    var steps: [RepairStep] = []
    var objects: [IntegrityProblem] = []
    // A catalogue that cannot be used for answers may still have the bytes of a record that is gone.
    let known = Set(verification.problems.map(\.subject)).union(contents.snapshots + contents.runs)
    let forgotten = ForgottenRecords(lake: path, fileSystem: fileSystem)
    var missing: [IntegrityProblem] = []
    for place in recovery.indexed.subtracting(known).sorted() where try !forgotten.holds(place) {
      missing.append(CatalogueCheck.missing(place))
    }
    for problem in verification.problems + missing where problem.severity != .notice {
      if isLeft(problem) {
        steps.append(RepairStep(.leave, problem.subject, problem.message, snapshots: problem.snapshots))
      } else if [.missingObject, .damagedObject].contains(problem.kind) {
        objects.append(problem)
      } else if let step = try step(for: problem, recovery) {
        steps.append(step)
      }
    }
    // What a record names is known once the record is found.
    for step in steps where step.action == .restore {
      for object in recovery.add(step.bytes ?? [], at: step.subject) {
        guard !objects.contains(where: { $0.subject == object.description }),
          let found = recovery.problem(with: object)
        else { continue }
        let affected = recovery.inventory.uses[object].map(recovery.inventory.affected(by:)) ?? []
        let problem = IntegrityProblem(object, found, snapshots: affected)
        if isLeft(problem) {
          steps.append(RepairStep(.leave, problem.subject, problem.message, snapshots: affected))
        } else {
          objects.append(problem)
        }
      }
    }
    steps += try await objectSteps(objects, recovery)
    let brought = steps.compactMap { $0.action == .restore ? $0.snapshot : nil }
    steps.removeAll { step in
      // The tag is sound where the record it lacked comes back.
      guard let tag = inventory.tags.first(where: { "\($0.name)" == step.tag }) else { return false }
      return brought.contains {
        $0.chart == tag.chart && $0.day == tag.day && $0.recordedAt == tag.recordedAt
      }
    }
    if needsReindex(steps, verification, recovery) {
      steps.append(RepairStep(.reindex, "catalogue.sqlite", "is made anew from the lake's records"))
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
    _ problems: [IntegrityProblem], _ recovery: Recovery
  ) async throws(Failure) -> [RepairStep] {
    var steps: [RepairStep] = []
    var rest = problems.map { (problem: $0, why: "") }
    var count = -1
    while !rest.isEmpty, rest.count != count {
      count = rest.count
      var missed: [(problem: IntegrityProblem, why: String)] = []
      for (problem, _) in rest {
        guard let object = ObjectID(problem.subject) else { continue }
        switch try await recovery.object(object, isUnreadable: problem.severity == .unreadable) {
        case .found(let bytes, let origin):
          steps.append(
            RepairStep(
              .restore, problem.subject, "has its content from \(origin)", snapshots: problem.snapshots,
              bytes: bytes, object: object))
        case .missed(let why): missed.append((problem, why))
        }
      }
      rest = missed
    }
    return steps
      + rest.map { problem, why in
        RepairStep(
          .lost, problem.subject, "is in no sound copy and \(why)", snapshots: problem.snapshots,
          object: ObjectID(problem.subject))
      }
  }

  /// Whether the catalogue says, or will say after `steps`, something else than the records.
  private func needsReindex(
    _ steps: [RepairStep], _ verification: Verification, _ recovery: Recovery
  ) -> Bool {
    let inventory = recovery.inventory
    let touchesRecords = steps.contains {
      $0.object == nil && ![.setAside, .leave].contains($0.action) && $0.subject != LakeFormat.place
    }
    let fillsGap = recovery.hasGaps && steps.contains { $0.object != nil && $0.action == .restore }
    // A record that is not indexed yet cannot be, in the usual way, where its version is lost.
    let losesLate = steps.contains { step in
      guard step.action == .lost, let use = step.object.flatMap({ inventory.uses[$0] }) else { return false }
      return use.versionOf.contains { !recovery.indexed.contains(inventory.records[$0].path) }
    }
    // It is damaged, or behind.
    let isOutdated = verification.problems.contains { problem in
      problem.kind == .catalogue && !steps.contains { $0.action == .leave && $0.subject == problem.subject }
    }
    return touchesRecords || fillsGap || losesLate || isOutdated
  }

  private func step(for problem: IntegrityProblem, _ recovery: Recovery) throws(Failure) -> RepairStep? {
    switch problem.kind {
    case .lake:
      let format = LakeFormat(id: recovery.lakeID ?? newIdentifier())
      let origin =
        recovery.lakeID == nil ? "is given a new id: the old one is lost" : "has its id from the catalogue"
      return RepairStep(.restore, LakeFormat.place, origin, bytes: format.bytes)
    case .snapshotRecord, .runRecord:
      if let bytes = try recovery.record(problem.subject) {
        return RepairStep(
          .restore, problem.subject, "has its content from the catalogue", snapshots: problem.snapshots,
          bytes: bytes)
      }
      if problem.severity == .damage, let (place, bytes) = try recovery.misplacedRecord(problem.subject) {
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
      return RepairStep(.lost, problem.subject, "what was to be pruned is found out anew")
    case .workState:
      return RepairStep(.setAside, problem.subject, "is made anew from the lake's records")
    case .catalogue where problem.severity == .unreadable:
      // Read once more: what was read wrong may have been the way to the medium.
      if case .sound = DatabaseCheck.outcome(ofFileAt: "\(path)/\(problem.subject)") { return nil }
      return RepairStep(.setAside, problem.subject, "could not be read, and is taken for lost")
    case .missingObject, .damagedObject, .catalogue, .leftover: return nil
    }
  }

  /// The place of a tag that is named by its place or its name.
  private func tagPlace(_ subject: String) throws(Failure) -> String {
    let places = try TagRecords(lake: path, fileSystem: fileSystem).paths()
    return places.first { RecordName.parts(of: RecordName.fileName(of: $0))?.stem == subject } ?? subject
  }
}
