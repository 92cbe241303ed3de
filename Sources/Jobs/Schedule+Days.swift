public import RankingModel

extension Schedule {
  /// The civil day in the chart's time zone at `instant`. UTC where the zone is not known to the system; the
  /// job file's reader refuses such zones.
  public func day(at instant: Instant) -> Day { local(instant).day }

  /// The instant at which `day` ends in the chart's time zone.
  public func end(of day: Day) -> Instant {
    instant(atWhichClocksRead: Instant(startOf: day.advanced(by: 1)))
  }

  /// The instant from which on the run of `day` is due. Where clocks read its time twice, it is the first time. Where clocks are
  /// set forward over it, as from 02:00 to 03:00 over 02:30, the run is due half an hour after they are.
  public func due(on day: Day) -> Instant {
    instant(atWhichClocksRead: Instant(startOf: day).advanced(bySeconds: Double(minuteOfDay) * 60))
  }

  /// Whether the run of the day in which `instant` falls is due by then.
  public func isDue(at instant: Instant) -> Bool { instant >= due(on: day(at: instant)) }

  /// The time at which the job is due, such as `03:30`.
  public var time: String { Schedule.clock(minuteOfDay) }

  /// What clocks in the zone read at `instant`, such as `2026-05-01T03:30:00+02:00`.
  public func clockText(at instant: Instant) -> String {
    let minutes = Int(offset(at: instant) / 60_000_000)
    return local(instant).description.prefix(19) + (minutes < 0 ? "-" : "+") + Schedule.clock(abs(minutes))
  }

  /// `03:30`, for 210.
  private static func clock(_ minutes: Int) -> String {
    "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }

  /// The minutes after midnight at which the job is due in another zone, over the year from `day` on: more than one where clocks
  /// are changed on other days there, or not at all.
  public func minutesOfDay(inZone zone: String, yearFrom day: Day) -> [Int] {
    var other = self
    other.timeZone = zone
    let minutes = (0..<366).map { other.local(due(on: day.advanced(by: $0))).microsecondOfDay / 60_000_000 }
    return Set(minutes).map { Int($0) }.sorted()
  }

  /// The first instant at which clocks in the zone read what the UTC clock reads at `clocks`. Where they pass over that, it is the
  /// instant at which they would have read it, had nobody changed them.
  package func instant(atWhichClocksRead clocks: Instant) -> Instant {
    // The offset depends on the instant, which is not known yet. It is the one of a day before, or the one of a day after.
    let tries = [-86_400.0, 86_400].map { seconds in
      Instant(microseconds: clocks.microseconds - offset(at: clocks.advanced(bySeconds: seconds)))
    }
    return tries.filter { local($0) == clocks }.min() ?? max(tries[0], tries[1])
  }

  /// `instant` moved so that its UTC clock reads what clocks in the zone read.
  private func local(_ instant: Instant) -> Instant {
    Instant(microseconds: instant.microseconds + offset(at: instant))
  }

  /// The microseconds by which clocks in the zone are ahead of UTC at `instant`.
  private func offset(at instant: Instant) -> Int64 {
    guard timeZone != "UTC", let rules = SystemTimeZone.rules(of: timeZone) else { return 0 }
    return Int64(rules.offset(at: instant.seconds)) * 1_000_000
  }
}
