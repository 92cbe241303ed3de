import Jobs
import LakeStore
import RankingModel

/// Checks a day by the rules of its job and decides its state. The input of the step is stored, and checking again costs less
/// than a write, so the step leaves no checkpoint but its result in the run's report.
struct CheckStep: Sendable {
  let definition: JobDefinition
  let reader: LakeReader
  let dependencies: RunDependencies

  /// Decides what becomes of `day`, as far as the day itself tells. Days must come in their order.
  ///
  /// - Parameter others: other runs of the same day. Their lists are compared with the list of `day` if the job says so.
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
      // A list that another check holds back is no evidence about other lists.
      let isSound = { (findings: [Finding]) in findings.allSatisfy { $0.severity == .warn } }
      if definition.agreement == .compare, isSound(findings), let own = witness(day, known) {
        let there = others.filter { other in
          other.transformed.map { isSound(checked(other.entries, $0)) } ?? false
        }
        let stored = try known.witnesses(of: day.day) { snapshot throws(Failure) in
          let findings = try reader.record(of: snapshot).report.findings
          return isSound(findings.filter { $0.check != Finding.agreement })
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

  /// The list of `day` as evidence; `nil` if it came from no archive, cannot be read or has no entries.
  private func witness(_ day: DayRun, _ known: KnownDays) -> Witness? {
    guard let archive = day.checkpoint.list?.capture?.archive, day.problem == nil, !day.entries.isEmpty else {
      return nil
    }
    return Witness(
      archive: archive, capturedAt: day.capturedAt(definition, last: known.lastCaptured(on: day.day)),
      ranking: ObjectID.ranking(of: day.entries), entries: day.entries)
  }
}
