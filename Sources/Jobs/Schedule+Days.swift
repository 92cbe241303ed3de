public import RankingModel

extension Schedule {
  /// The civil day in the chart's time zone at `instant`. UTC where the zone is not known to the system; the
  /// job file's reader refuses such zones.
  public func day(at instant: Instant) -> Day { local(instant).day }

  /// The instant at which `day` ends in the chart's time zone.
  public func end(of day: Day) -> Instant { instant(whenClocksRead: Instant(startOf: day.advanced(by: 1))) }

  /// The instant at which clocks in the chart's time zone read what the UTC clock reads at `clocks`.
  public func instant(whenClocksRead clocks: Instant) -> Instant {
    let moved = { (near: Instant) in
      Instant(microseconds: clocks.microseconds - (local(near).microseconds - near.microseconds))
    }
    // The offset is that of the instant itself, which is not known before. Where clocks pass over what they should read, neither
    // try meets it, and the later one counts.
    let tries = [moved(clocks), moved(moved(clocks))]
    return tries.last { local($0) == clocks } ?? max(tries[0], tries[1])
  }

  /// Whether the run of the day in which `instant` falls is due by then.
  public func isDue(at instant: Instant) -> Bool {
    local(instant).microsecondOfDay >= Int64(minuteOfDay) * 60_000_000
  }

  /// `instant` moved so that its UTC clock reads what clocks in the zone read.
  private func local(_ instant: Instant) -> Instant {
    guard timeZone != "UTC", let rules = SystemTimeZone.rules(of: timeZone) else { return instant }
    let offset = rules.offset(at: instant.seconds)
    return Instant(microseconds: instant.microseconds + Int64(offset) * 1_000_000)
  }
}
