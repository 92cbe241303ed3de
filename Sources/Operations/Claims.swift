import History
public import JSON
public import LakeStore
public import RankingModel

/// The result of checking one claim: whether it holds, and how its answer changed.
public struct ClaimCheck: Sendable {
  /// The claim.
  public var claim: Claim
  /// Whether the answer is still the claimed one; `nil` if the question could not be asked.
  public var holds: Bool?
  /// The places where the answer differs from the claimed one.
  public var differences: [JSONDifference] = []
  /// Why there is no answer, or why no record explains that the answer changed.
  public var reason: String?
  /// The record since which the claim does not hold.
  public var since: RecordedChange?
}

extension Workplace {
  /// Asks a question that can be claimed. The question is the words of a command; the front knows what they mean.
  ///
  /// - Parameter instant: counts only what had been recorded by then; `nil` for everything.
  /// - Returns: the answer; `nil` if the question has none in JSON.
  public typealias Asking =
    @Sendable (
      _ workplace: Workplace, _ question: [String], _ instant: Instant?
    ) async throws -> JSONValue?

  /// All claims, by name.
  public func claims() async throws -> [Claim] { try await reader().claims() }

  /// The claim called `name`.
  ///
  /// - Throws: a `noData` failure if there is none.
  public func claim(_ name: String) async throws -> Claim { try await reader().claim(name) }

  /// Asks `question`, and stores the question with its answer as a claim.
  ///
  /// - Parameter note: the statement that is published, in words.
  /// - Throws: what the question throws; a `usage` failure if the name is empty or taken, or if the answer is too long.
  public func addClaim(
    _ name: String, about chart: ChartName, question: [String], note: String? = nil
  ) async throws -> Claim {
    try await work { session in
      try session.lake.reader.require(chart)
      let answer = try await asking(self, question, nil) ?? .null
      return try await session.lake.addClaim(
        name, about: chart, Claim.Content(question: question, answer: answer), note: note)
    }
  }

  /// Removes a claim.
  ///
  /// - Throws: a `noData` failure if there is no such claim.
  public func removeClaim(_ name: String) async throws -> Claim {
    try await work { session in
      try await session.lake.removeClaim(name)
    }
  }

  /// Asks the questions of claims again. For each claim that no longer holds, finds the record since which it does not.
  ///
  /// - Parameter names: the names of the claims; empty for all claims.
  /// - Throws: a `noData` failure if there is no such claim.
  public func checkClaims(_ names: [String] = []) async throws -> [ClaimCheck] {
    let reader = try await reader()
    let claims =
      try names.isEmpty ? reader.claims() : names.map { name throws(Failure) in try reader.claim(name) }
    var checks: [ClaimCheck] = []
    for claim in claims {
      var check = try await check(claim)
      if check.holds == false { try await findCause(of: &check, after: claim.claimedAt, reader) }
      checks.append(check)
    }
    return checks
  }

  /// Tells the front which claims do not hold about the charts of `changes`: first each claim that had held until then, with the
  /// record that made it untrue, then how many did not hold before either. A failure is told as a warning.
  func tellBrokenClaims(after changes: [ChartName: ChartChange]) async {
    guard !changes.isEmpty else { return }
    do {
      let reader = try await LakeReader.open(place)
      var earlier = 0
      for claim in try reader.claims() {
        guard let change = changes[claim.chart] else { continue }
        var check = try await check(claim)
        guard check.holds != true else { continue }
        if check.holds == false, try await !isCause(change, of: &check, reader) {
          earlier += 1
        } else {
          onBrokenClaim(check, place)
        }
      }
      if earlier > 0 { onEarlierBrokenClaims(earlier, place) }
    } catch let failure as Failure where failure.kind != .interrupted {
      warning("it is not known whether claims still hold: \(failure.message)")
    } catch {
      // The command was stopped.
    }
  }

  private func check(_ claim: Claim) async throws -> ClaimCheck {
    do {
      let differences = claim.differences(in: try await asking(self, claim.content.question, nil) ?? .null)
      return ClaimCheck(claim: claim, holds: differences.isEmpty, differences: differences)
    } catch let failure as Failure where [.noData, .usage].contains(failure.kind) {
      // Without data the claim does not hold. A question that can no longer be parsed says nothing about the claim.
      return ClaimCheck(claim: claim, holds: failure.kind == .noData ? false : nil, reason: failure.message)
    }
  }

  /// Whether a record of `change` made a claim untrue. Finds that record. The question is asked as of the instant before these
  /// records. Where they change answers about earlier instants too, or were made before the claim, the whole search is needed.
  private func isCause(
    _ change: ChartChange, of check: inout ClaimCheck, _ reader: LakeReader
  ) async throws -> Bool {
    let claim = check.claim
    var start = claim.claimedAt
    if !change.changesThePast, change.first > claim.claimedAt {
      start = Instant(microseconds: change.first.microseconds - 1)
      if try await differs(claim, asOf: start) { return false }
    }
    try await findCause(of: &check, after: start, reader)
    return check.since.map { $0.recordedAt >= change.first } ?? true
  }

  /// Finds the last record since which a claim does not hold: the answer was the claimed one right before it, and never again.
  ///
  /// - Parameter start: an instant at which the claim held, unless no record explains the change.
  private func findCause(
    of check: inout ClaimCheck, after start: Instant, _ reader: LakeReader
  ) async throws {
    let claim = check.claim
    let changes = try reader.changes(of: claim.chart, after: start)
    guard let last = changes.last, try await !differs(claim, asOf: start),
      try await differs(claim, asOf: last.recordedAt)
    else {
      let program =
        claim.program == options.program ? "" : ", or the program (then \(claim.program ?? "unknown"))"
      check.reason =
        check.reason
        ?? "no record since the claim explains the change: the settings of the chart changed, a snapshot was forgotten or brought back, or records from before the claim were copied into the lake\(program)"
      return
    }
    // Records of one instant, such as those of a backfill that were stored together, cannot be told apart by questions.
    let firsts = changes.indices.filter {
      $0 == 0 || changes[$0].recordedAt != changes[$0 - 1].recordedAt
    }.map { changes[$0] }
    var cause = firsts[try await lastCause(among: firsts, of: claim)]
    cause.others = changes.count { $0.recordedAt == cause.recordedAt } - 1
    check.since = cause
  }

  /// How many of the newest records are looked at one by one for the one that made a claim untrue.
  private static let lookedAtOneByOne = 100

  /// The index of the last of `changes` since which the answer to a claim differs. Each has an instant of its own. The answer
  /// differs after all of them, and did not before them.
  ///
  /// There may be thousands of records, and each look at one asks the question again. So the search goes back from the newest:
  /// over the last hundred one by one, then in steps that double, and at last by halves within the step in which the answer was
  /// right. Among the last hundred the result is exact. Before them, it may be an earlier record than the last that made the claim
  /// untrue.
  private func lastCause(among changes: [RecordedChange], of claim: Claim) async throws -> Int {
    var (holding, broken, step) = (-1, changes.count - 1, 1)
    while broken - step > holding {
      if try await differs(claim, asOf: changes[broken - step].recordedAt) {
        broken -= step
        if changes.count - broken > Workplace.lookedAtOneByOne { step *= 2 }
      } else {
        holding = broken - step
      }
    }
    while broken - holding > 1 {
      let middle = (holding + broken) / 2
      if try await differs(claim, asOf: changes[middle].recordedAt) {
        broken = middle
      } else {
        holding = middle
      }
    }
    return broken
  }

  /// Whether the answer as of `instant` differs from the claimed one.
  private func differs(_ claim: Claim, asOf instant: Instant) async throws -> Bool {
    do {
      let answer = try await asking(self, claim.content.question, instant)
      return !claim.differences(in: answer ?? .null).isEmpty
    } catch let failure as Failure where failure.kind == .noData { return true }
  }
}
