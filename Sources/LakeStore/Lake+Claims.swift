import JSON
public import RankingModel

extension Lake {
  /// Keeps the question and the answer of `content` as the claim `name`.
  ///
  /// - Throws: a `usage` failure where the name is empty or taken, or the answer is too long to be kept.
  public func addClaim(
    _ name: String, about chart: ChartName, _ content: Claim.Content, note: String?
  ) async throws(Failure) -> Claim {
    try checkClock()
    try Claim.check(name: name)
    if let old = try reader.claims().first(where: { $0.name == name }) {
      throw Failure(
        .usage, "there is a claim \"\(name)\" already, about \(old.chart)",
        remedy: .either(.words("choose another name"), or: .removeClaim(old.name)))
    }
    let size = CanonicalJSON.bytes(content.answer).count
    guard size <= Claim.largestAnswer else {
      throw Failure(
        .usage, "the answer has \(size) bytes; a claim keeps at most \(Claim.largestAnswer)",
        remedy: .words("ask for less"))
    }
    var decision = Decision(.claim, name, chart: chart, day: clock().day, reason: note)
    decision.claim = content
    decision = try await decide([decision], after: try newestRecorded())[0]
    guard let claim = Claim(decision) else {
      throw Failure(.program, "the decision that was recorded makes no claim")
    }
    return claim
  }

  /// Removes the claim `name`. Its records stay in the lake.
  ///
  /// - Throws: a `noData` failure where there is no such claim.
  public func removeClaim(_ name: String) async throws(Failure) -> Claim {
    try checkClock()
    let claim = try reader.claim(name)
    _ = try await decide([Decision(.unclaim, claim.name, chart: claim.chart, day: clock().day)])
    return claim
  }
}

extension LakeReader {
  /// The claim called `name`.
  ///
  /// - Throws: a `noData` failure where there is none.
  public func claim(_ name: String) throws(Failure) -> Claim {
    guard let claim = try claims().first(where: { $0.name == name }) else {
      throw Failure(.noData, "there is no claim \"\(name)\"", remedy: .showClaims)
    }
    return claim
  }
}
