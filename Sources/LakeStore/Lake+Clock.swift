public import RankingModel

extension LakeReader {
  /// When the newest snapshot of the lake was recorded; the beginning of 1970 where there is none.
  func newestRecorded() throws(Failure) -> Instant {
    let latest: String? = try value("SELECT max(recorded_at) FROM snapshot WHERE NOT is_forgotten")
    return latest.flatMap { Instant($0) } ?? Instant(microseconds: 0)
  }

  /// Refuses to write at `now`, or to plan such writing, where the clock is wrong or was wrong before.
  ///
  /// - Parameter newest: when the newest snapshot was recorded.
  /// - Throws: a `usage` failure where `now` is impossible, or is more than a day before the newest snapshot.
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
  /// Refuses to write where the clock is wrong, or was wrong before. Call it before work that cannot be repeated.
  ///
  /// - Throws: a `usage` failure where the clock's time is impossible, or is more than a day before the newest snapshot.
  public func checkClock() throws(Failure) { try reader.check(clock(), newest: try newestRecorded()) }
}
