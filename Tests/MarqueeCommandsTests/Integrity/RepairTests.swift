import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// What a repair brings back when several things are wrong at once, and what other commands do in the meantime.
@Suite(.timeLimit(.minutes(30))) struct RepairTests {
  @Test(arguments: ["one record", "all records"])
  func nothingIsPrunedWhileARecordIsMissing(which: String) async throws {
    let fixture = try await LakeFixture.corrected()
    let objects = try fixture.objects()
    let record = try #require(try fixture.snapshots(of: "2026-05-02").first)
    try fixture.remove(which == "one record" ? record : "snapshots")
    for now in ["2026-05-20T12:00:00", "2026-05-22T12:00:00"] {
      let refused = try await fixture.marquee("lake", "prune", now: now, status: 31)
      #expect(refused.errors.contains("lake repair"), "\(refused.errors)")
    }
    #expect(try fixture.objects() == objects)
    try await fixture.marquee("lake", "repair")
    try await fixture.expectSound()
    try await fixture.marquee("chart", "test", "--day", "2026-05-02")
  }

  @Test func aTagOutlastsTheRepairOfItsRecord() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee("tag", "add", "printed", "test", "2026-05-02")
    try fixture.change(try #require(try fixture.snapshots(of: "2026-05-02").first), at: 30)
    try await fixture.marquee("lake", "repair")
    #expect(try await fixture.marquee("tag", "list").output.contains("printed"))
    try await fixture.expectSound()
  }

  @Test func aVersionIsMadeAgainWhereTheCatalogueIsGoneToo() async throws {
    let fixture = try await LakeFixture.corrected()
    let chart = try await fixture.marquee("chart", "test", "--format", "json")
    try fixture.remove(try fixture.object(of: "version"))
    try fixture.remove("catalogue.sqlite")
    try await fixture.marquee("lake", "repair", "--offline")
    #expect(try await fixture.marquee("chart", "test", "--format", "json").output == chart.output)
    try await fixture.expectSound()
  }

  @Test func oneRepairRestoresARecordAndWhatItNames() async throws {
    let fixture = try await LakeFixture.corrected()
    let before = try fixture.tree()
    let chart = try await fixture.marquee("chart", "test", "--format", "json").output
    let version = try fixture.object(of: "version")
    let list =
      "objects/\(try fixture.rawObject(of: "2026-05-02").prefix(2))/\(try fixture.rawObject(of: "2026-05-02")).gz"
    let record = try #require(try fixture.snapshots(of: "2026-05-02").first)
    for path in [version, list] { try fixture.change(path, at: 20) }
    try fixture.change(record, at: 30)
    let planned = try await fixture.json([[String: Any]].self, "lake", "repair", "--dry-run")
    #expect(planned.map { $0["action"] as? String } == ["restore", "restore", "restore", "reindex"])
    try await fixture.marquee("lake", "repair")
    #expect(try await fixture.json([[String: Any]].self, "lake", "repair").isEmpty)
    for path in [version, list, record] { #expect(try fixture.tree()[path] == before[path], "\(path)") }
    #expect(try await fixture.marquee("chart", "test", "--format", "json").output == chart)
    try await fixture.expectSound()
  }

  @Test func aRebuildKeepsTheOldCatalogueWhereAVersionIsLost() async throws {
    let fixture = try await LakeFixture.corrected()
    let before = try fixture.bytes("catalogue.sqlite")
    try fixture.remove(try fixture.object(of: "version"))
    let refused = try await fixture.marquee("lake", "reindex", status: 31)
    #expect(refused.errors.contains("lake repair"), "\(refused.errors)")
    #expect(try fixture.bytes("catalogue.sqlite") == before)
    try await fixture.marquee("history", "test", "ttB")
  }

  @Test(arguments: ["snapshots", "runs"])
  func aRebuildIsRefusedWhereTheCatalogueKnowsARecordThatIsGone(folder: String) async throws {
    let fixture = try await LakeFixture.corrected()
    // A second run of the same list gives a record of a run without a snapshot.
    try await fixture.day("2026-05-02", now: "2026-05-03T13:00:00")
    let record = try #require(try fixture.files(in: folder).last)
    let bytes = try fixture.bytes(record)
    let catalogue = try fixture.bytes("catalogue.sqlite")
    try fixture.remove(record)
    let refused = try await fixture.marquee("lake", "reindex", status: 31)
    #expect(refused.errors.contains(record) && refused.errors.contains("lake repair"), "\(refused.errors)")
    #expect(try fixture.bytes("catalogue.sqlite") == catalogue)
    try await fixture.marquee("lake", "repair")
    #expect(try fixture.bytes(record) == bytes)
    try await fixture.marquee("lake", "reindex")
    try await fixture.expectSound()
  }

  @Test func aRestorationThatWasCutOffIsFinished() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    let catalogue = try fixture.bytes("catalogue.sqlite")
    try await fixture.marquee("lake", "restore", "--all", now: "2026-05-04T12:30:00")
    // As after a kill between the record of the decision and its entry in the catalogue.
    try overwrite("\(fixture.lake)/catalogue.sqlite", catalogue)
    #expect(try await fixture.versions(of: "2026-05-01").count == 1)
    try await fixture.marquee("lake", "prune", now: "2026-05-04T13:00:00")
    #expect(try await fixture.versions(of: "2026-05-01").count == 2)
    try await fixture.expectSound()
  }

  @Test func aDamagedDecisionIsHadFromTheCatalogue() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee(
      "lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-10T12:00:00")
    try await fixture.marquee("lake", "prune", now: "2026-05-10T13:00:00")
    try await fixture.marquee("lake", "prune", now: "2026-05-12T13:00:00")
    try await fixture.expectSound()
    let decision = try #require(try fixture.files(in: "decisions").first)
    let bytes = try fixture.bytes(decision)
    try fixture.change(decision, at: 5)
    try await fixture.marquee("lake", "check", status: 31)
    try await fixture.marquee("lake", "repair", "--offline")
    #expect(try fixture.bytes(decision) == bytes)
    try await fixture.expectSound()
  }

  /// Whether the object is needed is known only once the decision is found again; a damaged object is removed in either case.
  @Test func oneRepairIsEnoughForAForgottenObjectAndItsDecision() async throws {
    let fixture = try await LakeFixture.corrected()
    let name = try fixture.rawObject(of: "2026-05-02")
    let raw = "objects/\(name.prefix(2))/\(name).gz"
    try await fixture.marquee(
      "lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-10T12:00:00")
    try fixture.change(raw, at: 20)
    for decision in try fixture.files(in: "decisions") { try fixture.remove(decision) }
    try await fixture.marquee("lake", "repair", "--offline", status: 31)
    try await fixture.expectSound()
  }

  @Test(arguments: ["catalogue.sqlite", "version"])
  func whatCanNoLongerBeReadIsReplacedWhereThatIsAskedFor(which: String) async throws {
    let fixture = try await LakeFixture.corrected()
    let chart = try await fixture.marquee("chart", "test", "--format", "json").output
    let place = which == "version" ? try fixture.object(of: "version") : which
    let before = try fixture.bytes(place)
    let left = try await fixture.marquee("lake", "repair", failing: "pread", times: 1_000_000, of: place)
    #expect(left.status == 33, "\(left.output) \(left.errors)")
    #expect(try fixture.bytes(place) == before)
    let replaced = try await fixture.marquee(
      "lake", "repair", "--replace-unreadable", failing: "pread", times: which == "version" ? 1_000_000 : 4,
      of: place)
    #expect(replaced.status == 0, "\(replaced.output) \(replaced.errors)")
    let name = place.replacing("/", with: "-")
    let kept = try FileManager.default.contentsOfDirectory(atPath: "\(fixture.lake)/damaged")
    #expect(kept.filter { $0.hasSuffix(name) }.count == 1)
    try await fixture.expectSound()
    #expect(try await fixture.marquee("chart", "test", "--format", "json").output == chart)
  }

  @Test func whatAReadErrorHidesOnceIsNotReplaced() async throws {
    let fixture = try await LakeFixture.corrected()
    for place in ["catalogue.sqlite", try fixture.object(of: "version")] {
      let ending = try await fixture.marquee(
        "lake", "repair", "--replace-unreadable", failing: "pread", times: 1, of: place)
      #expect([0, 33].contains(ending.status), "\(ending.output) \(ending.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.lake)/damaged"))
    try await fixture.expectSound()
  }

  @Test func aListWhoseSourceCannotBeAskedMayBeFetchedLater() async throws {
    let fixture = try await LakeFixture.corrected()
    let list = "lists/2026-05-02.json"
    let object = try fixture.rawObject(of: "2026-05-02")
    try fixture.remove("objects/\(object.prefix(2))/\(object).gz")
    let away = fixture.folder.path(of: list)
    try FileManager.default.moveItem(atPath: away, toPath: away + "-kept")
    // A folder in the place of the file is no list, but does not say that there is no list either.
    try FileManager.default.createDirectory(atPath: away, withIntermediateDirectories: false)
    let refused = try await fixture.marquee("lake", "repair", status: 31)
    #expect(refused.output.contains("could not be fetched again now"), "\(refused.output)")
    try FileManager.default.removeItem(atPath: away)
    try FileManager.default.moveItem(atPath: away + "-kept", toPath: away)
    try await fixture.marquee("lake", "repair")
    try await fixture.expectSound()
  }

  @Test func aRunSaysWhichDamageItMadeGood() async throws {
    let fixture = try await LakeFixture.corrected()
    let object = try fixture.rawObject(of: "2026-05-02")
    try fixture.change("objects/\(object.prefix(2))/\(object).gz", at: 20)
    let ending = try await fixture.marquee("run", "test", "--day", "2026-05-02")
    #expect(
      ending.errors.contains("object \(object.prefix(12)) was damaged and is stored again"),
      "\(ending.errors)"
    )
    try await fixture.expectSound()
  }

  @Test func aFolderInPlaceOfAnObjectGivesWay() async throws {
    let fixture = try await LakeFixture.corrected()
    let place = try fixture.object(of: "version")
    try fixture.remove(place)
    try fixture.folder.write("something", to: "lake/\(place)/inside")
    try await fixture.marquee("lake", "repair", "--offline")
    try await fixture.expectSound()
    let kept = try FileManager.default.subpathsOfDirectory(atPath: "\(fixture.lake)/damaged")
    #expect(kept.contains { $0.hasSuffix("/inside") })
  }

  @Test(arguments: [true, false]) func nothingIsWrittenWhereTheObjectsAreAway(leavesMountPoint: Bool)
    async throws
  {
    let fixture = try await LakeFixture.corrected()
    let away = fixture.folder.path(of: "away")
    try FileManager.default.moveItem(atPath: "\(fixture.lake)/objects", toPath: away)
    let objects = "\(fixture.lake)/objects"
    if leavesMountPoint {
      try FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: false)
    }
    try fixture.serve("A", "D", "C", on: "2026-05-03")
    let refused = try await fixture.marquee("run", "test", "--day", "2026-05-03", status: 31)
    #expect(refused.errors.contains("objects"), "\(refused.errors)")
    try await fixture.marquee("lake", "reindex", status: 31)
    if leavesMountPoint { try FileManager.default.removeItem(atPath: objects) }
    try FileManager.default.moveItem(atPath: away, toPath: objects)
    try await fixture.expectSound()
    try await fixture.day("2026-05-03", now: "2026-05-04T12:00:00")
  }

  @Test func aLakeWhoseObjectsAreAllLostGoesOnAfterARepair() async throws {
    let fixture = try await LakeFixture.corrected()
    try fixture.remove("objects")
    try fixture.remove("../lists")
    try await fixture.marquee("lake", "repair", status: 31)
    try fixture.serve("A", "D", "C", on: "2026-05-03")
    try await fixture.day("2026-05-03", now: "2026-05-04T12:00:00")
    try await fixture.marquee("snapshot", "cat", "test", "--day", "2026-05-03")
  }

  @Test func aFolderOfSomethingElseIsLeftAsItIs() async throws {
    let fixture = try LakeFixture()
    try fixture.folder.write("precious", to: "lake/notes.txt")
    for command in ["repair", "reindex"] { try await fixture.marquee("lake", command, status: 14) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.lake) == ["notes.txt"])
  }

  @Test func theLostListOfAKilledRunIsFetchedAgain() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { asked in
      if asked.query["i"] != nil { program.withLock { $0?.signal(SIGKILL) } }
      return nil
    }
    try program.withLock { $0 = try fixture.start(["run", job]) }
    _ = try await #require(program.withLock { $0 }).ending()
    fixture.serve { _ in nil }
    let objects = try FileManager.default.subpathsOfDirectory(atPath: "\(fixture.lake)/objects")
    for name in objects where name.hasSuffix(".gz") {
      try FileManager.default.removeItem(atPath: "\(fixture.lake)/objects/\(name)")
    }
    #expect(try await fixture.marquee("run", job).status == 31)
    _ = try await fixture.marquee("lake", "repair", "--jobs-dir", fixture.folder.path)
    let again = try await fixture.marquee("run", job)
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test func anOlderCatalogueIsToldOfAndMadeAnew() async throws {
    let fixture = try await LakeFixture.corrected()
    let older = try fixture.bytes("catalogue.sqlite")
    try fixture.serve("A", "D", "C", on: "2026-05-03")
    try await fixture.day("2026-05-03", now: "2026-05-04T12:00:00")
    let late = try fixture.bytes("catalogue.sqlite")
    try overwrite("\(fixture.lake)/catalogue.sqlite", older)
    #expect(try await fixture.marquee("lake", "check").output.contains("1 record is not in it yet"))
    try await fixture.marquee("lake", "repair")
    try await fixture.marquee("chart", "test", "--day", "2026-05-03")
    // A catalogue that still has a snapshot that was forgotten since.
    try await fixture.marquee("lake", "forget", "--keep-last", "0")
    try overwrite("\(fixture.lake)/catalogue.sqlite", late)
    #expect(try await fixture.marquee("lake", "check").output.contains("1 record is not in it yet"))
    try await fixture.marquee("lake", "repair")
    #expect(try await fixture.versions(of: "2026-05-01").count == 1)
    try await fixture.expectSound()
  }

  @Test func whatTheCatalogueKnowsOfALostVersionOutlastsARepair() async throws {
    let fixture = try await LakeFixture.corrected()
    let item = try await fixture.marquee("history", "test", "ttB", "--format", "json")
    try fixture.remove("../jobs/test.yaml")
    try fixture.remove(try fixture.object(of: "version"))
    try fixture.change(try #require(try fixture.snapshots(of: "2026-05-01").first), at: 30)
    try await fixture.marquee("lake", "repair", "--offline", status: 31)
    #expect(try await fixture.marquee("history", "test", "ttB", "--format", "json").output == item.output)
  }

  @Test func aRecordInTheFolderOfAnotherDayIsBroughtBack() async throws {
    let fixture = try await LakeFixture.corrected()
    let record = try #require(try fixture.snapshots(of: "2026-05-02").first)
    let wrong = record.replacing("2026-05-02", with: "2026-05-01")
    try FileManager.default.moveItem(atPath: "\(fixture.lake)/\(record)", toPath: "\(fixture.lake)/\(wrong)")
    try fixture.remove("catalogue.sqlite")
    try await fixture.marquee("lake", "repair", "--offline")
    #expect(try await fixture.versions(of: "2026-05-02").count == 1)
    #expect(try await fixture.versions(of: "2026-05-01").count == 2)
    try await fixture.expectSound()
  }

  @Test func aPipeInPlaceOfARecordIsNotWaitedFor() async throws {
    let fixture = try await LakeFixture.corrected()
    let record = try #require(try fixture.snapshots(of: "2026-05-02").first)
    try fixture.remove(record)
    #expect(mkfifo("\(fixture.lake)/\(record)", 0o600) == 0)
    for command in [["lake", "check"], ["lake", "prune"], ["lake", "reindex"]] {
      let ending = try await fixture.start(command, now: "2026-05-10T12:00:00").ending()
      #expect([31, 33].contains(ending.status), "\(command): \(ending.status) \(ending.errors)")
    }
    try await fixture.marquee("lake", "repair")
    try await fixture.expectSound()
  }

  @Test func databasesInEachOthersPlaceAreDamageThatARepairCures() async throws {
    let fixture = try await LakeFixture.corrected()
    let files = ["catalogue.sqlite", "work.sqlite"].map { "\(fixture.lake)/\($0)" }
    try FileManager.default.moveItem(atPath: files[0], toPath: files[0] + ".x")
    try FileManager.default.moveItem(atPath: files[1], toPath: files[0])
    try FileManager.default.moveItem(atPath: files[0] + ".x", toPath: files[1])
    let refused = try await fixture.marquee("chart", "test", status: 31)
    #expect(refused.errors.contains("marquee lake re"), "\(refused.errors)")
    try await fixture.marquee("lake", "repair")
    try await fixture.expectSound()
    try await fixture.marquee("chart", "test")
    try await fixture.marquee("queue", "list")
  }
}
