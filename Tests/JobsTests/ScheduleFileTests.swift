import Foundation
import RankingModel
import Testing

@testable import Jobs

@Suite struct ScheduleFileTests {
  private func parse(_ text: String) -> (file: ScheduleFile?, diagnostics: [String]) {
    let (file, diagnostics) = ScheduleFile.parse(bytes: Array(text.utf8), path: "/jobs/schedule.yaml")
    return (file, diagnostics.map { $0.text(path: "s") })
  }

  private func mistakes(_ text: String) -> [String] { parse(text).diagnostics }

  @Test func everyKeyIsRead() throws {
    let (file, diagnostics) = parse(
      """
      jitter: 10m
      time-zone: Europe/Berlin
      maintenance:
        - check: { at: "04:00", every: sunday, read-data: 5%, name: weekly-check }
        - check: {}
        - prune: { at: "04:30", every: month, grace: 2d, at-most: 20% }
        - prune: { name: other }
        - copy: { to: /backup/lake }
        - copy: { to: copies/lake, name: near }
        - copy: { to: "s3://charts/lake", name: far }
      """)
    #expect(diagnostics == [])
    let tasks = try #require(file?.maintenance)
    #expect(file?.jitter == 600)
    #expect(tasks.map(\.name) == ["weekly-check", "check", "prune", "other", "copy", "near", "far"])
    #expect(
      tasks.map(\.work) == [
        .check(share: 0.05), .check(share: 0), .prune(grace: 172_800, share: 0.2),
        .prune(grace: 86_400, share: 0.5), .copy(to: "/backup/lake"), .copy(to: "/jobs/copies/lake"),
        .copy(to: "s3://charts/lake"),
      ])
    #expect(
      tasks.map(\.cadence) == [.weekly(due: .sunday), .daily, .monthly, .daily, .daily, .daily, .daily])
    #expect(tasks.map(\.schedule.minuteOfDay) == [240, 0, 270, 0, 0, 0, 0])
    #expect(tasks.allSatisfy { $0.schedule.timeZone == "Europe/Berlin" })
  }

  @Test(arguments: ["", "# nothing\n", "jitter: 0s\n", "maintenance: []\n"])
  func aFileMaySayNothing(text: String) {
    let (file, diagnostics) = parse(text)
    #expect(diagnostics == [])
    #expect(file == ScheduleFile())
  }

  @Test func everyMistakeHasItsPlaceAndAHint() {
    #expect(
      mistakes(
        """
        jiter: 10m
        time-zone: Berlin
        maintenance:
          - chek: { at: "04:00" }
          - check: { at: "4:00", every: sundy, read-data: 5 }
          - prune: { grace: 10m }
          - copy: {}
          - check
          - check: { name: second }
            prune: {}
          - {}
          - copy: { to: "ftp://backup/lake" }
        """) == [
          #"s:1:1: unknown key "jiter"; did you mean "jitter"?"#,
          #"s:2:12: time-zone must be a time zone of the IANA list, found "Berlin"; such as UTC or Europe/Berlin"#,
          #"s:4:5: unknown key "chek"; did you mean "check"?"#,
          #"s:5:18: check.at must be a time such as "03:30", found "4:00""#,
          #"s:5:33: check.every must be one of day, monday, tuesday, wednesday, thursday, friday, saturday, sunday, month, found "sundy"; did you mean "sunday"?"#,
          #"s:5:51: check.read-data must be a percentage such as 5%, found "5""#,
          #"s:6:21: prune.grace must be a duration from 1h to 3650d, found "10m""#,
          #"s:7:11: the key "to" is missing in copy; such as to: /backup/lake"#,
          #"s:8:5: a task is one of check, prune, copy; such as - check: { at: "04:00" }"#,
          #"s:9:5: a task is one of check, prune; start each with a dash"#,
          #"s:11:5: a task is one of check, prune, copy; such as - check: { at: "04:00" }"#,
          #"s:12:17: copy.to must be a path, or s3://bucket/prefix, found "ftp://backup/lake""#,
        ])
  }

  @Test func twoTasksOfOneNameAreAMistake() {
    #expect(
      mistakes("maintenance:\n  - check: {}\n  - check: { at: \"04:00\" }\n") == [
        #"s:3:5: a second task is called "check"; give it a name of its own: name: my-check"#
      ])
  }

  @Test func whatIsNoMappingIsNamed() {
    #expect(
      mistakes("- check: {}\n") == [
        #"s:1:1: schedule.yaml is a mapping; start it with "maintenance:""#
      ])
    #expect(mistakes("maintenance: check\n").count == 1)
  }

  @Test func everyExampleOfTheReferenceIsRead() {
    let keys = JobKey.Kind.section(ScheduleKeys.file).keys()
    #expect(keys.count > 15)
    for (path, key) in keys where !key.example.isEmpty {
      let line = "\(key.name): \(key.example)"
      let text: String
      if path.count == 1 {
        text = line
      } else {
        let to = path[2] == "copy" && key.name != "to" ? "to: /x, " : ""
        text = "maintenance: [{ \(path[2]): { \(to)\(line) } }]"
      }
      #expect(mistakes(text) == [], "\(text)")
    }
  }

  @Test(arguments: [
    // Nights around both clock changes in Berlin, at 01:00 UTC, and one clock change in Santiago, at midnight.
    ("Europe/Berlin", 150, "2026-03-28", "2026-03-28T01:30:00Z"),
    ("Europe/Berlin", 150, "2026-03-29", "2026-03-29T01:30:00Z"),
    ("Europe/Berlin", 150, "2026-03-30", "2026-03-30T00:30:00Z"),
    ("Europe/Berlin", 150, "2026-10-24", "2026-10-24T00:30:00Z"),
    ("Europe/Berlin", 150, "2026-10-25", "2026-10-25T00:30:00Z"),
    ("Europe/Berlin", 150, "2026-10-26", "2026-10-26T01:30:00Z"),
    ("America/Santiago", 0, "2026-09-06", "2026-09-06T04:00:00Z"),
    ("Asia/Tokyo", 210, "2026-05-01", "2026-04-30T18:30:00Z"),
    ("UTC", 1439, "2026-05-01", "2026-05-01T23:59:00Z"),
  ])
  func aDayComesDueAtItsHour(zone: String, minute: Int, day: String, due: String) throws {
    var schedule = Schedule()
    (schedule.timeZone, schedule.minuteOfDay) = (zone, minute)
    let instant = try #require(Instant(due))
    #expect(schedule.due(on: Day(day)!) == instant)
    #expect(schedule.isDue(at: instant))
    #expect(!schedule.isDue(at: instant.advanced(bySeconds: -1)) || schedule.minuteOfDay == 0)
  }

  @Test func whatIsDueStaysDueWhileAnHourComesAgain() {
    var schedule = Schedule()
    (schedule.timeZone, schedule.minuteOfDay) = ("Europe/Berlin", 150)
    // 02:30 in summer time, 02:00 in winter time, 02:30 in winter time.
    for instant in ["2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"] {
      #expect(schedule.isDue(at: Instant(instant)!), "\(instant)")
    }
  }

  @Test func clocksOfOtherZonesAreKnown() {
    var schedule = Schedule()
    (schedule.timeZone, schedule.minuteOfDay) = ("Europe/Berlin", 210)
    #expect(schedule.time == "03:30")
    #expect(schedule.clockText(at: Instant("2026-05-01T01:30:00Z")!) == "2026-05-01T03:30:00+02:00")
    #expect(schedule.minutesOfDay(inZone: "UTC", yearFrom: Day("2026-05-01")!) == [90, 150])
    #expect(schedule.minutesOfDay(inZone: "Europe/Paris", yearFrom: Day("2026-05-01")!) == [210])
    schedule.timeZone = "America/St_Johns"
    #expect(schedule.clockText(at: Instant("2026-01-01T12:00:00Z")!) == "2026-01-01T08:30:00-03:30")
  }
}
