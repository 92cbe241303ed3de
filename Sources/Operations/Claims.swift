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
  /// The record that made the claim untrue.
  public var since: RecordedChange?
}

extension Workplace {
  /// Asks a question that can be claimed. The question is the words of a command; the front knows what they mean.
  ///
  /// - Parameter instant: counts only what had been recorded by then; `nil` for everything.
  /// - Returns: the answer; `nil` if the question cannot be asked as of an instant.
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

  /// Asks the questions of claims again. For each claim that no longer holds, finds the record that made it untrue.
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
      if check.holds == false { try await findCause(of: &check, reader) }
      checks.append(check)
    }
    return checks
  }

  /// Tells the front which claims about `charts` do not hold. A failure is told as a warning.
  func tellBrokenClaims(of charts: Set<ChartName>) async {
    guard !charts.isEmpty else { return }
    do {
      for claim in try await LakeReader.open(place).claims() where charts.contains(claim.chart) {
        let check = try await check(claim)
        if check.holds != true { onBrokenClaim(check, place) }
      }
    } catch let failure as Failure where failure.kind != .interrupted {
      warning("it is not known whether claims still hold: \(failure.message)")
    } catch {
      // The command was stopped.
    }
  }

  private func check(_ claim: Claim) async throws -> ClaimCheck {
    do {
      let answer = Claim.claimed(of: try await asking(self, claim.content.question, nil) ?? .null)
      let differences = answer.differences(from: claim.content.answer)
      return ClaimCheck(claim: claim, holds: differences.isEmpty, differences: differences)
    } catch let failure as Failure where [.noData, .usage].contains(failure.kind) {
      // Without data the claim does not hold. A question that can no longer be parsed says nothing about the claim.
      return ClaimCheck(claim: claim, holds: failure.kind == .noData ? false : nil, reason: failure.message)
    }
  }

  /// Finds the record that made a claim untrue, by a binary search over the records made after the claim. If the answer was right
  /// again in between, the result is one of several such records.
  private func findCause(of check: inout ClaimCheck, _ reader: LakeReader) async throws {
    let claim = check.claim
    guard let differed = try await differs(claim, asOf: claim.claimedAt) else { return }
    let changes = try reader.changes(of: claim.chart, after: claim.claimedAt)
    guard !differed, let last = changes.last, try await differs(claim, asOf: last.recordedAt) == true else {
      let program =
        claim.program == options.program ? "" : ", or the program (then \(claim.program ?? "unknown"))"
      check.reason =
        check.reason
        ?? "no record explains the change: the settings of the chart changed, a snapshot was forgotten or brought back\(program)"
      return
    }
    var (holding, broken) = (-1, changes.count - 1)
    while broken - holding > 1 {
      let middle = (holding + broken) / 2
      if try await differs(claim, asOf: changes[middle].recordedAt) == true {
        broken = middle
      } else {
        holding = middle
      }
    }
    check.since = changes[broken]
  }

  /// Whether the answer as of `instant` differs from the claimed one; `nil` if the question cannot be asked as of an instant.
  private func differs(_ claim: Claim, asOf instant: Instant) async throws -> Bool? {
    do {
      let answer = try await asking(self, claim.content.question, instant)
      return answer.map { Claim.claimed(of: $0) != claim.content.answer }
    } catch let failure as Failure where failure.kind == .noData { return true }
  }
}
