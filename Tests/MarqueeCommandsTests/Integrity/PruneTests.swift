import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// `marquee lake prune`: it marks, waits, looks again and removes.
@Suite(.timeLimit(.minutes(30))) struct PruneTests {
  /// The result of a prune, such as `mark 2 wait 0 remove 0 keep 0`.
  private func prune(
    _ fixture: LakeFixture, now: String, _ more: String...
  ) async throws -> String {
    let ending = try await fixture.run(["lake", "prune", "--format", "json"] + more, now: now)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    return ["mark", "wait", "remove", "keep"].map { "\($0) \(json[$0] ?? "")" }.joined(separator: " ")
  }

  @Test func unusedObjectsAreMarkedAndRemovedADayLater() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    #expect(try fixture.objects().count == 7)
    #expect(try await prune(fixture, now: "2026-05-04T13:00:00") == "mark 2 wait 0 remove 0 keep 0")
    #expect(try await prune(fixture, now: "2026-05-05T12:59:00") == "mark 0 wait 2 remove 0 keep 0")
    #expect(try fixture.objects().count == 7)
    #expect(try await prune(fixture, now: "2026-05-05T13:01:00") == "mark 0 wait 0 remove 2 keep 0")
    #expect(try fixture.objects().count == 5)
    #expect(try fixture.files(in: "marks") == [])
    try await fixture.expectSound()
    #expect(try await prune(fixture, now: "2026-05-09T13:00:00") == "mark 0 wait 0 remove 0 keep 0")
  }

  @Test func aGracePeriodBelowAnHourIsRefusedUnlessItIsAllowed() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    let refused = try await fixture.marquee("lake", "prune", "--grace", "59m", status: 64)
    #expect(refused.errors.contains("--allow-short-grace"))
    #expect(try fixture.files(in: "marks") == [])
    try await fixture.marquee("lake", "prune", "--grace", "1h", now: "2026-05-04T13:00:00")
    #expect(
      try await prune(fixture, now: "2026-05-04T13:59:00", "--grace", "1h") == "mark 0 wait 2 remove 0 keep 0"
    )
    let none = ["--grace", "0s", "--allow-short-grace"]
    #expect(
      try await prune(fixture, now: "2026-05-04T13:59:30", none[0], none[1], none[2])
        == "mark 0 wait 0 remove 2 keep 0")
  }

  @Test func anObjectThatIsNamedAgainBeforeItsRemovalStays() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    #expect(try await prune(fixture, now: "2026-05-04T13:00:00") == "mark 2 wait 0 remove 0 keep 0")
    // The first list is published again.
    try fixture.serve("A", "B", "C", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-04T14:00:00")
    #expect(try await prune(fixture, now: "2026-05-06T13:00:00") == "mark 0 wait 0 remove 0 keep 0")
    #expect(try fixture.objects().count == 7)
    // The file that takes the marks back is kept as long as the marks exist; by now both are gone.
    #expect(try await prune(fixture, now: "2026-05-06T14:00:00") == "mark 0 wait 0 remove 0 keep 0")
    #expect(try fixture.files(in: "marks") == [])
    try await fixture.expectSound()
  }

  @Test func anObjectThatWasNamedMeanwhileIsMarkedAnew() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    #expect(try await prune(fixture, now: "2026-05-04T13:00:00") == "mark 2 wait 0 remove 0 keep 0")
    try fixture.serve("A", "B", "C", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-04T14:00:00")
    try fixture.serve("C", "A", "B", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-04T15:00:00")
    try await fixture.marquee("lake", "forget", "--keep-last", "0", now: "2026-05-05T12:00:00")
    // A day after the first mark, and an hour after the objects became unused again.
    _ = try await prune(fixture, now: "2026-05-05T13:01:00")
    #expect(try fixture.objects().count == 9)
    try await fixture.marquee("lake", "restore", "--all", now: "2026-05-05T14:00:00")
    #expect(try await fixture.versions(of: "2026-05-01").count == 4)
    try await fixture.expectSound()
  }

  @Test func someOfAListMayBeNamedAgainWhileOthersWait() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    try fixture.serve("D", "B", "C", on: "2026-05-02")
    try await fixture.day("2026-05-02", now: "2026-05-04T12:10:00")
    try await fixture.marquee("lake", "forget", "--keep-last", "0", now: "2026-05-04T12:20:00")
    #expect(try await prune(fixture, now: "2026-05-04T13:00:00") == "mark 4 wait 0 remove 0 keep 0")
    try fixture.serve("A", "B", "C", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-04T14:00:00")
    #expect(try await prune(fixture, now: "2026-05-04T15:00:00") == "mark 0 wait 2 remove 0 keep 0")
    #expect(try await prune(fixture, now: "2026-05-05T13:01:00") == "mark 0 wait 0 remove 2 keep 0")
    try await fixture.expectSound()
  }

  /// A quarantined day whose raw objects were forgotten and removed is accepted without naming them.
  @Test func aDayIsAcceptedThoughItsRawObjectsAreGone() async throws {
    let fixture = try await LakeFixture.corrected()
    let job = try String(contentsOfFile: fixture.folder.path(of: "jobs/test.yaml"), encoding: .utf8)
    try fixture.folder.write(job.replacing("equals: 3", with: "equals: 9"), to: "jobs/test.yaml")
    try fixture.serve("X", "B", "C", on: "2026-05-03")
    try await fixture.run(["run", "test", "--day", "2026-05-03"], now: "2026-05-04T12:00:00", status: 11)
    try await fixture.marquee(
      "lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-04T12:10:00")
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await fixture.marquee("lake", "prune", "--at-most", "100%", now: now)
    }
    try await fixture.marquee("quarantine", "accept", "test", "2026-05-03")
    try await fixture.marquee("chart", "test", "--day", "2026-05-03")
    try await fixture.expectSound()
  }

  @Test func nothingIsRemovedForAGracePeriodAfterTheCatalogueWasMadeAnew() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    #expect(try await prune(fixture, now: "2026-05-04T13:00:00") == "mark 2 wait 0 remove 0 keep 0")
    try await fixture.marquee("lake", "reindex", now: "2026-05-06T12:00:00")
    #expect(try await prune(fixture, now: "2026-05-07T11:59:00") == "mark 0 wait 2 remove 0 keep 0")
    #expect(try await prune(fixture, now: "2026-05-07T12:01:00") == "mark 0 wait 0 remove 2 keep 0")
  }

  @Test func moreThanHalfOfALakeIsPrunedOnlyWhereThatIsAllowed() async throws {
    let fixture = try LakeFixture()
    // Twelve lists and versions of one day and the job file are 25 objects; three of them stay.
    for hour in 10..<22 {
      try fixture.serve("A\(hour)", "B", "C", on: "2026-05-01")
      try await fixture.day("2026-05-01", now: "2026-05-02T\(hour):00:00")
    }
    let forget = ["lake", "forget", "--keep-last", "0"]
    let refused = try await fixture.run(forget, now: "2026-05-03T12:00:00", status: 64)
    #expect(refused.errors.contains("11 of 12 snapshots would go"))
    #expect(refused.errors.contains("--at-most 100%"))
    try await fixture.run(forget + ["--at-most", "100%"], now: "2026-05-03T12:00:00")
    #expect(try await prune(fixture, now: "2026-05-03T13:00:00") == "mark 22 wait 0 remove 0 keep 0")
    let stopped = try await fixture.run(["lake", "prune"], now: "2026-05-05T13:00:00", status: 64)
    #expect(stopped.errors.contains("22 of 25 objects would go"))
    #expect(try fixture.objects().count == 25)
    let plan = try await prune(fixture, now: "2026-05-05T13:00:00", "--at-most", "95%")
    #expect(plan == "mark 0 wait 0 remove 22 keep 0")
    try await fixture.expectSound()
  }

  @Test func whatIsMarkedIsBroughtBack() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    #expect(try await fixture.versions(of: "2026-05-01").count == 1)
    try await fixture.marquee("lake", "prune", now: "2026-05-04T13:00:00")
    let before = try fixture.tree()
    try await fixture.marquee("lake", "restore", "--all", "--dry-run", now: "2026-05-04T14:00:00")
    #expect(try fixture.tree() == before)
    try await fixture.marquee("lake", "restore", "--all", now: "2026-05-04T14:00:00")
    #expect(try await fixture.versions(of: "2026-05-01").count == 2)
    #expect(try await prune(fixture, now: "2026-05-09T13:00:00") == "mark 0 wait 0 remove 0 keep 0")
    try await fixture.expectSound()
    #expect(try fixture.objects().count == 7)
  }

  @Test func rawObjectsThatAreGoneAreTooLateToBringBack() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee(
      "lake", "forget", "test", "--day", "2026-05-02", "--raw-objects", "--keep-last", "0")
    let object = try fixture.rawObject(of: "2026-05-02")
    try fixture.remove("objects/\(object.prefix(2))/\(object).gz")
    let rows = try await fixture.json([[String: Any]].self, "lake", "restore", "--all")
    #expect(rows.map { $0["what"] as? String } == ["too_late"])
    #expect((rows.first?["subject"] as? String)?.contains("-2026-05-02-") == true)
    try await fixture.expectSound()
  }

  @Test func whatIsRemovedIsNotBroughtBack() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    try await fixture.marquee("lake", "prune", now: "2026-05-04T13:00:00")
    try await fixture.marquee("lake", "prune", now: "2026-05-06T13:00:00")
    let rows = try await fixture.json([[String: Any]].self, "lake", "restore", "--all")
    #expect(rows.map { $0["what"] as? String } == ["too_late"])
    #expect(try await fixture.versions(of: "2026-05-01").count == 1)
    try await fixture.expectSound()
  }

  @Test(arguments: ["2026-05-04T13:00:00", "2026-05-06T13:00:00"])
  func aDryRunChangesNotAByte(now: String) async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    try await fixture.marquee("lake", "prune", now: "2026-05-04T12:30:00")
    if now < "2026-05-05" {
      try await fixture.marquee("lake", "restore", "--all", now: "2026-05-04T12:40:00")
    }
    let before = try fixture.tree()
    let planned = try await prune(fixture, now: now, "--dry-run")
    #expect(try fixture.tree() == before)
    #expect(try await prune(fixture, now: now) == planned)
  }
}
