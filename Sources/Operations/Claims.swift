import History
public import JSON
public import LakeStore
public import RankingModel

/// Whether a claim holds, and what became of its answer.
public struct ClaimCheck: Sendable {
  /// The claim.
  public var claim: Claim
  /// Whether the answer is what was claimed; `nil` where the question could not be asked, so that nobody knows.
  public var holds: Bool?
  /// Where the answer is another than the one that was claimed.
  public var differences: [JSONDifference] = []
  /// Why there is no answer, or why no record is known since which it is another one.
  public var reason: String?
  /// What was recorded when the claim ceased to hold.
  public var since: RecordedChange?
}

extension Workplace {
  /// Asks a question that can be claimed: the words of a command, whose meaning is the front's.
  ///
  /// - Parameter instant: count only what had been recorded by then; `nil` for all.
  /// - Returns: the answer; `nil` where the question cannot be asked as of an instant.
  public typealias Asking =
    @Sendable (
      _ workplace: Workplace, _ question: [String], _ instant: Instant?
    ) async throws -> JSONValue?

  /// The claims that are kept, by name.
  public func claims() async throws -> [Claim] { try await reader().claims() }

  /// The claim called `name`.
  ///
  /// - Throws: a `noData` failure where there is none.
  public func claim(_ name: String) async throws -> Claim { try await reader().claim(name) }

  /// Asks `question`, and keeps it with its answer.
  ///
  /// - Parameter note: what is published, in words.
  /// - Throws: what the question throws; a `usage` failure where the name is empty or taken, or the answer is too long.
  public func addClaim(
    _ name: String, about chart: ChartName, question: [String], note: String? = nil
  ) async throws -> Claim {
    try await work { session in
      // A name belongs to the whole lake, and what is recorded later is what can make the claim untrue.
      try await session.lake.indexWhatIsLate()
      try session.lake.reader.require(chart)
      let answer = try await asking(self, question, nil) ?? .null
      return try await session.lake.addClaim(
        name, about: chart, Claim.Content(question: question, answer: answer), note: note)
    }
  }

  /// Keeps a claim no longer.
  ///
  /// - Throws: a `noData` failure where there is no such claim.
  public func removeClaim(_ name: String) async throws -> Claim {
    try await work { session in
      try await session.lake.indexWhatIsLate()
      return try await session.lake.removeClaim(name)
    }
  }

  /// Asks the questions of claims again, and says of each that no longer holds since when.
  ///
  /// - Parameter names: the claims; all where there is none.
  /// - Throws: a `noData` failure where there is no such claim.
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

  /// Tells the front which claims no longer hold after something was recorded of `chart`, or of any chart. What goes wrong with that
  /// is told as a warning.
  func tellBrokenClaims(of chart: ChartName? = nil) async {
    do {
      guard try await hasLake() else { return }
      for claim in try await LakeReader.open(place).claims(of: chart) {
        let check = try await check(claim)
        if check.holds != true { onBrokenClaim(check) }
      }
    } catch let failure as Failure {
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
      // Without data the claim does not hold. Words that can no longer be parsed as a question say nothing of it.
      return ClaimCheck(claim: claim, holds: failure.kind == .noData ? false : nil, reason: failure.message)
    }
  }

  /// Finds what was recorded when a claim ceased to hold: by halving what was recorded since it was made, as long as the answer as of
  /// then differs. Where an answer was right again in between, it is one of several such records.
  private func findCause(of check: inout ClaimCheck, _ reader: LakeReader) async throws {
    let claim = check.claim
    guard let differed = try await differs(claim, asOf: claim.claimedAt) else { return }
    let changes = try reader.changes(of: claim.chart, after: claim.claimedAt)
    guard !differed, let last = changes.last, try await differs(claim, asOf: last.recordedAt) == true else {
      let program =
        claim.program == options.program ? "" : ", or the program (then \(claim.program ?? "unknown"))"
      check.reason =
        check.reason
        ?? "no record made it so: the settings of the chart changed, a snapshot was forgotten or brought back\(program)"
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

  /// Whether the answer as of `instant` is another than the one that was claimed; `nil` where it cannot be asked so.
  private func differs(_ claim: Claim, asOf instant: Instant) async throws -> Bool? {
    do {
      let answer = try await asking(self, claim.content.question, instant)
      return answer.map { Claim.claimed(of: $0) != claim.content.answer }
    } catch let failure as Failure where failure.kind == .noData { return true }
  }
}
