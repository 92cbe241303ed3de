public import RankingModel

extension Schedule {
  /// The civil day in the chart's time zone at `instant`. If the system does not know the zone, UTC is used; job files with such
  /// a zone are refused.
  public func day(at instant: Instant) -> Day { local(instant).day }

  /// The instant at which `day` ends in the chart's time zone.
  public func end(of day: Day) -> Instant {
    instant(atWhichClocksRead: Instant(startOf: day.advanced(by: 1)))
  }

  /// The instant from which on the run of `day` is due. If clocks show its time twice, the first time counts. If clocks are set
  /// forward over it, as from 02:00 to 03:00 over 02:30, the run is due half an hour after the change.
  public func due(on day: Day) -> Instant {
    instant(atWhichClocksRead: Instant(startOf: day).advanced(bySeconds: Double(minuteOfDay) * 60))
  }

  /// Whether the run of the day in which `instant` falls is due by then.
  public func isDue(at instant: Instant) -> Bool { instant >= due(on: day(at: instant)) }

  /// The time at which the job is due, such as `03:30`.
  public var time: String { Schedule.clock(minuteOfDay) }

  /// The time that clocks in the zone show at `instant`, such as `2026-05-01T03:30:00+02:00`.
  public func clockText(at instant: Instant) -> String {
    let minutes = Int(offset(at: instant) / 60_000_000)
    return local(instant).description.prefix(19) + (minutes < 0 ? "-" : "+") + Schedule.clock(abs(minutes))
  }

  /// Minutes after midnight as a time: `03:30` for 210.
  private static func clock(_ minutes: Int) -> String {
    "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }

  /// The minutes after midnight at which the job is due in another zone, over the year from `day` on. There are several if clocks
  /// change on other days there, or not at all.
  public func minutesOfDay(inZone zone: String, yearFrom day: Day) -> [Int] {
    var other = self
    other.timeZone = zone
    let minutes = (0..<366).map { other.local(due(on: day.advanced(by: $0))).microsecondOfDay / 60_000_000 }
    return Set(minutes).map { Int($0) }.sorted()
  }

  /// The first instant at which clocks in the zone show the time that the UTC clock shows at `clocks`. If clocks skip that time,
  /// it is the instant at which they would have shown it without the change.
  package func instant(atWhichClocksRead clocks: Instant) -> Instant {
    // The offset depends on the instant, which is not known yet. It is either the offset a day before or the offset a day after.
    let tries = [-86_400.0, 86_400].map { seconds in
      Instant(microseconds: clocks.microseconds - offset(at: clocks.advanced(bySeconds: seconds)))
    }
    return tries.filter { local($0) == clocks }.min() ?? max(tries[0], tries[1])
  }

  /// `instant` moved so that its UTC clock shows what clocks in the zone show.
  private func local(_ instant: Instant) -> Instant {
    Instant(microseconds: instant.microseconds + offset(at: instant))
  }

  /// The microseconds by which clocks in the zone are ahead of UTC at `instant`.
  private func offset(at instant: Instant) -> Int64 {
    guard timeZone != "UTC", let rules = SystemTimeZone.rules(of: timeZone) else { return 0 }
    return Int64(rules.offset(at: instant.seconds)) * 1_000_000
  }
}
