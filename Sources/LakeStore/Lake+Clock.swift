public import RankingModel

extension LakeReader {
  /// When the newest snapshot of the lake was recorded; the beginning of 1970 where there is none.
  func newestRecorded() throws(Failure) -> Instant {
    let latest: String? = try value("SELECT max(recorded_at) FROM snapshot WHERE NOT is_forgotten")
    return latest.flatMap { Instant($0) } ?? Instant(microseconds: 0)
  }

  /// Refuses to write at `now`, or to plan what is going to be written, where the clock or what it said before is wrong.
  ///
  /// - Parameter newest: when the newest snapshot was recorded.
  /// - Throws: a `usage` failure where `now` cannot be, or is more than a day before the newest snapshot.
  func check(_ now: Instant, newest: Instant) throws(Failure) {
    try now.checkAsNow()
    guard newest.isFarAhead(of: now) else { return }
    throw Failure(
      .usage,
      "nothing is recorded: the lake's newest snapshot is of \(newest), \(newest.distance(aheadOf: now)) the clock, "
        + "which says \(now)",
      remedy: .forgetSnapshotsAhead)
  }

  /// When the last decision was made; `nil` where there is none.
  func latestDecision() throws(Failure) -> Instant? {
    let latest: String? = try value("SELECT max(decided_at) FROM decision")
    return latest.flatMap { Instant($0) }
  }
}

extension Lake {
  /// Refuses to write where the clock, or what it said before, is wrong. Call it before work that cannot be had twice.
  ///
  /// - Throws: a `usage` failure where the clock says what cannot be, or is more than a day behind the newest snapshot.
  public func checkClock() throws(Failure) { try reader.check(clock(), newest: try newestRecorded()) }
}
