import Jobs
import LakeStore
import RankingModel

/// Holds a day against the checks of its job and says what becomes of it. What it looks at is stored, and looking again costs
/// less than a write: its word in the run's report is all the checkpoint that it leaves.
struct CheckStep: Sendable {
  let definition: JobDefinition
  let reader: LakeReader
  let dependencies: RunDependencies

  /// What becomes of `day`, as far as the day itself tells. Days come in their order.
  ///
  /// - Parameter others: other runs of the same day, whose lists are compared with that of `day` where the job says so.
  func verdict(
    on day: DayRun, among others: [DayRun] = [], _ known: inout KnownDays
  ) async throws(Failure) -> Verdict {
    var day = day
    var findings: [Finding] = []
    var document: [UInt8]?
    let start = dependencies.uptime()
    if day.problem == nil, let transformed = day.transformed {
      var previous: PreviousDay?
      if definition.check.turnover != nil {
        previous = try await known.previous(before: day.day, reader: reader)
      }
      let checker = Checker(definition.check)
      let checked = { (entries: [Entry], transformed: TransformResult) in
        checker.findings(entries: entries, transform: transformed, previous: previous)
          + (definition.extract.date == nil
            ? [] : checker.date(of: transformed, on: day.day, definition.cadence))
      }
      findings = checked(day.entries, transformed)
      if definition.check.unchanged != nil {
        let bytes = VersionDocument.bytes(day.entries)
        findings += checker.unchanged(since: known.repeated(ObjectID(of: bytes), before: day.day))
        document = bytes
      }
      // A list that another check holds back says nothing of the others.
      let isSound = { (findings: [Finding]) in findings.allSatisfy { $0.severity == .warn } }
      if definition.agreement == .compare, isSound(findings), let own = witness(day, known) {
        let there = others.filter { other in
          other.transformed.map { isSound(checked(other.entries, $0)) } ?? false
        }
        let stored = try known.witnesses(of: day.day) { snapshot throws(Failure) in
          let findings = try reader.record(of: snapshot).report.findings
          return isSound(findings.filter { $0.check != AgreementCheck.name })
        }
        findings += try await AgreementCheck(definition: definition, reader: reader).findings(
          own, against: there.compactMap { witness($0, known) } + stored)
      }
      dependencies.finish(
        .check, of: &day, took: dependencies.uptime() - start,
        ["entries": day.entries.count, "findings": findings.count])
    }
    return Verdict(
      day, findings: findings, document: document, definition: definition,
      last: known.lastCaptured(on: day.day))
  }

  /// What the list of `day` says; `nil` where it is of no archive, or has no entries.
  private func witness(_ day: DayRun, _ known: KnownDays) -> Witness? {
    guard let archive = day.checkpoint.list?.capture?.archive, day.problem == nil, !day.entries.isEmpty else {
      return nil
    }
    return Witness(
      archive: archive, capturedAt: day.capturedAt(definition, last: known.lastCaptured(on: day.day)),
      ranking: ObjectID.ranking(of: day.entries), entries: day.entries)
  }
}
