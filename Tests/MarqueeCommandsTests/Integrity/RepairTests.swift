import Foundation
import Glibc
import MarqueeTestSupport
import Synchronization
import Testing

/// What a repair brings back when several things are wrong at once, and what other commands do meanwhile.
@Suite(.timeLimit(.minutes(2))) struct RepairTests {
  @Test(arguments: ["one record", "all records"])
  func nothingIsCollectedWhileARecordIsMissing(which: String) async throws {
    let bench = try await LakeBench.corrected()
    let objects = try bench.objects()
    let record = try #require(try bench.files(in: "snapshots/test/2026-05-02").first)
    try bench.remove(which == "one record" ? record : "snapshots")
    for now in ["2026-05-20T12:00:00", "2026-05-22T12:00:00"] {
      let refused = try await bench.marquee("lake", "gc", now: now, status: 31)
      #expect(refused.errors.contains("lake repair"), "\(refused.errors)")
    }
    #expect(try bench.objects() == objects)
    try await bench.marquee("lake", "repair")
    try await bench.expectSound()
    try await bench.marquee("chart", "test", "--on", "2026-05-02")
  }

  @Test func aTagOutlastsTheRepairOfItsRecord() async throws {
    let bench = try await LakeBench.corrected()
    try await bench.marquee("tag", "add", "printed", "test", "2026-05-02")
    try bench.change(try #require(try bench.files(in: "snapshots/test/2026-05-02").first), at: 30)
    try await bench.marquee("lake", "repair")
    #expect(try await bench.marquee("tag", "list").output.contains("printed"))
    try await bench.expectSound()
  }

  @Test func aVersionIsMadeAgainWhereTheCatalogueIsGoneToo() async throws {
    let bench = try await LakeBench.corrected()
    let chart = try await bench.marquee("chart", "test", "--format", "json")
    try bench.remove(try bench.object(of: "version"))
    try bench.remove("catalogue.sqlite")
    try await bench.marquee("lake", "repair", "--offline")
    #expect(try await bench.marquee("chart", "test", "--format", "json").output == chart.output)
    try await bench.expectSound()
  }

  @Test func oneRepairRestoresARecordAndWhatItNames() async throws {
    let bench = try await LakeBench.corrected()
    let before = try bench.tree()
    let chart = try await bench.marquee("chart", "test", "--format", "json").output
    let version = try bench.object(of: "version")
    let list =
      "objects/\(try bench.rawObject(of: "2026-05-02").prefix(2))/\(try bench.rawObject(of: "2026-05-02")).json.gz"
    let record = try #require(try bench.files(in: "snapshots/test/2026-05-02").first)
    for path in [version, list] { try bench.change(path, at: 20) }
    try bench.change(record, at: 30)
    let planned = try await bench.json([[String: Any]].self, "lake", "repair", "--dry-run")
    #expect(planned.map { $0["action"] as? String } == ["restore", "restore", "restore", "rebuild"])
    try await bench.marquee("lake", "repair")
    #expect(try await bench.json([[String: Any]].self, "lake", "repair").isEmpty)
    for path in [version, list, record] { #expect(try bench.tree()[path] == before[path], "\(path)") }
    #expect(try await bench.marquee("chart", "test", "--format", "json").output == chart)
    try await bench.expectSound()
  }

  @Test func aRebuildKeepsTheOldCatalogueWhereAVersionIsLost() async throws {
    let bench = try await LakeBench.corrected()
    let before = try bench.bytes("catalogue.sqlite")
    try bench.remove(try bench.object(of: "version"))
    let refused = try await bench.marquee("lake", "rebuild", status: 31)
    #expect(refused.errors.contains("lake repair"), "\(refused.errors)")
    #expect(try bench.bytes("catalogue.sqlite") == before)
    try await bench.marquee("history", "test", "ttB")
  }

  @Test(arguments: ["snapshots", "runs"])
  func aRebuildIsRefusedWhereTheCatalogueKnowsARecordThatIsGone(folder: String) async throws {
    let bench = try await LakeBench.corrected()
    // The same list again makes a run without a snapshot.
    try await bench.day("2026-05-02", now: "2026-05-03T13:00:00")
    let record = try #require(try bench.files(in: folder).last)
    let bytes = try bench.bytes(record)
    let catalogue = try bench.bytes("catalogue.sqlite")
    try bench.remove(record)
    let refused = try await bench.marquee("lake", "rebuild", status: 31)
    #expect(refused.errors.contains(record) && refused.errors.contains("lake repair"), "\(refused.errors)")
    #expect(try bench.bytes("catalogue.sqlite") == catalogue)
    try await bench.marquee("lake", "repair")
    #expect(try bench.bytes(record) == bytes)
    try await bench.marquee("lake", "rebuild")
    try await bench.expectSound()
  }

  @Test func anUndeletionThatWasCutOffIsFinished() async throws {
    let bench = try await LakeBench.withUnusedObjects()
    let forgotten = try #require(try bench.files(in: "forgotten").first)
    // A kill between the record's move and its entry in the catalogue.
    let place = "snapshots/\(forgotten.dropFirst("forgotten/".count))"
    try FileManager.default.moveItem(atPath: "\(bench.lake)/\(forgotten)", toPath: "\(bench.lake)/\(place)")
    try await bench.marquee("lake", "undelete", "--all")
    #expect(try await bench.versions(of: "2026-05-01").count == 2)
    try await bench.expectSound()
  }

  @Test func aDamagedMarkIsWrittenAnew() async throws {
    let bench = try await LakeBench.corrected()
    try await bench.marquee(
      "lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-10T12:00:00")
    try await bench.marquee("lake", "gc", now: "2026-05-10T13:00:00")
    try await bench.marquee("lake", "gc", now: "2026-05-12T13:00:00")
    try await bench.expectSound()
    let mark = try #require(try bench.files(in: "forgotten").first { $0.contains(".raw-") })
    try bench.change(mark, at: 5)
    try await bench.marquee("lake", "verify", status: 31)
    try await bench.marquee("lake", "repair", "--offline")
    try await bench.expectSound()
  }

  @Test(arguments: ["catalogue.sqlite", "version"])
  func whatCanNoLongerBeReadIsReplacedWhereThatIsAskedFor(which: String) async throws {
    let bench = try await LakeBench.corrected()
    let chart = try await bench.marquee("chart", "test", "--format", "json").output
    let place = which == "version" ? try bench.object(of: "version") : which
    let before = try bench.bytes(place)
    let left = try await bench.marquee("lake", "repair", failing: "pread", times: 1_000_000, of: place)
    #expect(left.status == 33, "\(left.output) \(left.errors)")
    #expect(try bench.bytes(place) == before)
    let replaced = try await bench.marquee(
      "lake", "repair", "--replace-unreadable", failing: "pread", times: which == "version" ? 1_000_000 : 4,
      of: place)
    #expect(replaced.status == 0, "\(replaced.output) \(replaced.errors)")
    let name = place.replacing("/", with: "-")
    let aside = try FileManager.default.contentsOfDirectory(atPath: "\(bench.lake)/aside")
    #expect(aside.filter { $0.hasSuffix(name) }.count == 1)
    try await bench.expectSound()
    #expect(try await bench.marquee("chart", "test", "--format", "json").output == chart)
  }

  @Test func whatAReadErrorHidesOnceIsNotReplaced() async throws {
    let bench = try await LakeBench.corrected()
    for place in ["catalogue.sqlite", try bench.object(of: "version")] {
      let ending = try await bench.marquee(
        "lake", "repair", "--replace-unreadable", failing: "pread", times: 1, of: place)
      #expect([0, 33].contains(ending.status), "\(ending.output) \(ending.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(bench.lake)/aside"))
    try await bench.expectSound()
  }

  @Test func aListWhoseSourceCannotBeAskedMayBeFetchedLater() async throws {
    let bench = try await LakeBench.corrected()
    let list = "lists/2026-05-02.json"
    let object = try bench.rawObject(of: "2026-05-02")
    try bench.remove("objects/\(object.prefix(2))/\(object).json.gz")
    let away = bench.folder.path(of: list)
    try FileManager.default.moveItem(atPath: away, toPath: away + "-kept")
    // A folder in its place is no list, and does not say that there is none.
    try FileManager.default.createDirectory(atPath: away, withIntermediateDirectories: false)
    let refused = try await bench.marquee("lake", "repair", status: 31)
    #expect(refused.output.contains("could not be fetched again now"), "\(refused.output)")
    try FileManager.default.removeItem(atPath: away)
    try FileManager.default.moveItem(atPath: away + "-kept", toPath: away)
    try await bench.marquee("lake", "repair")
    try await bench.expectSound()
  }

  @Test func aRunSaysWhichDamageItMadeGood() async throws {
    let bench = try await LakeBench.corrected()
    let object = try bench.rawObject(of: "2026-05-02")
    try bench.change("objects/\(object.prefix(2))/\(object).json.gz", at: 20)
    let ending = try await bench.marquee("run", "test", "--day", "2026-05-02")
    #expect(
      ending.errors.contains("object \(object.prefix(12)) was damaged and is stored anew"), "\(ending.errors)"
    )
    try await bench.expectSound()
  }

  @Test func aFolderInPlaceOfAnObjectGivesWay() async throws {
    let bench = try await LakeBench.corrected()
    let place = try bench.object(of: "version")
    try bench.remove(place)
    try bench.folder.write("something", to: "lake/\(place)/inside")
    try await bench.marquee("lake", "repair", "--offline")
    try await bench.expectSound()
    let aside = try FileManager.default.subpathsOfDirectory(atPath: "\(bench.lake)/aside")
    #expect(aside.contains { $0.hasSuffix("/inside") })
  }

  @Test(arguments: [true, false]) func nothingIsWrittenWhereTheObjectsAreAway(leavesMountPoint: Bool)
    async throws
  {
    let bench = try await LakeBench.corrected()
    let away = bench.folder.path(of: "away")
    try FileManager.default.moveItem(atPath: "\(bench.lake)/objects", toPath: away)
    let objects = "\(bench.lake)/objects"
    if leavesMountPoint {
      try FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: false)
    }
    try bench.serve("A", "D", "C", on: "2026-05-03")
    let refused = try await bench.marquee("run", "test", "--day", "2026-05-03", status: 31)
    #expect(refused.errors.contains("objects"), "\(refused.errors)")
    try await bench.marquee("lake", "rebuild", status: 31)
    if leavesMountPoint { try FileManager.default.removeItem(atPath: objects) }
    try FileManager.default.moveItem(atPath: away, toPath: objects)
    try await bench.expectSound()
    try await bench.day("2026-05-03", now: "2026-05-04T12:00:00")
  }

  @Test func aLakeWhoseObjectsAreAllLostGoesOnAfterARepair() async throws {
    let bench = try await LakeBench.corrected()
    try bench.remove("objects")
    try bench.remove("../lists")
    try await bench.marquee("lake", "repair", status: 31)
    try bench.serve("A", "D", "C", on: "2026-05-03")
    try await bench.day("2026-05-03", now: "2026-05-04T12:00:00")
    try await bench.marquee("version", "show", "test", "--on", "2026-05-03")
  }

  @Test func aFolderOfSomethingElseIsLeftAsItIs() async throws {
    let bench = try LakeBench()
    try bench.folder.write("precious", to: "lake/notes.txt")
    for command in ["repair", "rebuild"] { try await bench.marquee("lake", command, status: 14) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.lake) == ["notes.txt"])
  }

  @Test func theLostListOfAKilledRunIsFetchedAgain() async throws {
    let bench = try ProgramBench()
    let job = try bench.job(enriched: true)
    let program = Mutex<RunningProgram?>(nil)
    bench.serve { asked in
      if asked.query["i"] != nil { program.withLock { $0?.signal(SIGKILL) } }
      return nil
    }
    try program.withLock { $0 = try bench.start(["run", job]) }
    _ = try await #require(program.withLock { $0 }).ending()
    bench.serve { _ in nil }
    let objects = try FileManager.default.subpathsOfDirectory(atPath: "\(bench.lake)/objects")
    for name in objects where name.hasSuffix(".gz") {
      try FileManager.default.removeItem(atPath: "\(bench.lake)/objects/\(name)")
    }
    #expect(try await bench.marquee("run", job).status == 31)
    _ = try await bench.marquee("lake", "repair", "--jobs", bench.folder.path)
    let again = try await bench.marquee("run", job)
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test func anOlderCatalogueIsToldOfAndMadeAnew() async throws {
    let bench = try await LakeBench.corrected()
    let older = try bench.bytes("catalogue.sqlite")
    try bench.serve("A", "D", "C", on: "2026-05-03")
    try await bench.day("2026-05-03", now: "2026-05-04T12:00:00")
    let late = try bench.bytes("catalogue.sqlite")
    try overwrite("\(bench.lake)/catalogue.sqlite", older)
    #expect(try await bench.marquee("lake", "verify").output.contains("1 record is not in it yet"))
    try await bench.marquee("lake", "repair")
    try await bench.marquee("chart", "test", "--on", "2026-05-03")
    // One that still has what was forgotten since then.
    try await bench.marquee("lake", "forget", "--keep-last", "0")
    try overwrite("\(bench.lake)/catalogue.sqlite", late)
    let verified = try await bench.marquee("lake", "verify", status: 31)
    #expect(verified.output.contains("was forgotten"), "\(verified.output)")
    try await bench.marquee("lake", "repair")
    #expect(try await bench.versions(of: "2026-05-01").count == 1)
    try await bench.expectSound()
  }

  @Test func whatTheCatalogueKnowsOfALostVersionOutlastsARepair() async throws {
    let bench = try await LakeBench.corrected()
    let item = try await bench.marquee("history", "test", "ttB", "--format", "json")
    try bench.remove("../jobs/test.yaml")
    try bench.remove(try bench.object(of: "version"))
    try bench.change(try #require(try bench.files(in: "snapshots/test/2026-05-01").first), at: 30)
    try await bench.marquee("lake", "repair", "--offline", status: 31)
    #expect(try await bench.marquee("history", "test", "ttB", "--format", "json").output == item.output)
  }

  @Test func aRecordInTheFolderOfAnotherDayIsBroughtBack() async throws {
    let bench = try await LakeBench.corrected()
    let record = try #require(try bench.files(in: "snapshots/test/2026-05-02").first)
    let wrong = record.replacing("2026-05-02", with: "2026-05-01")
    try FileManager.default.moveItem(atPath: "\(bench.lake)/\(record)", toPath: "\(bench.lake)/\(wrong)")
    try bench.remove("catalogue.sqlite")
    try await bench.marquee("lake", "repair", "--offline")
    #expect(try await bench.versions(of: "2026-05-02").count == 1)
    #expect(try await bench.versions(of: "2026-05-01").count == 2)
    try await bench.expectSound()
  }

  @Test func aPipeInPlaceOfARecordIsNotWaitedFor() async throws {
    let bench = try await LakeBench.corrected()
    let record = try #require(try bench.files(in: "snapshots/test/2026-05-02").first)
    try bench.remove(record)
    #expect(mkfifo("\(bench.lake)/\(record)", 0o600) == 0)
    for command in [["lake", "verify"], ["lake", "gc"], ["lake", "rebuild"]] {
      let ending = try await bench.start(command, now: "2026-05-10T12:00:00").ending()
      #expect([31, 33].contains(ending.status), "\(command): \(ending.status) \(ending.errors)")
    }
    try await bench.marquee("lake", "repair")
    try await bench.expectSound()
  }

  @Test func databasesInEachOthersPlaceAreDamageThatARepairCures() async throws {
    let bench = try await LakeBench.corrected()
    let files = ["catalogue.sqlite", "work.sqlite"].map { "\(bench.lake)/\($0)" }
    try FileManager.default.moveItem(atPath: files[0], toPath: files[0] + ".x")
    try FileManager.default.moveItem(atPath: files[1], toPath: files[0])
    try FileManager.default.moveItem(atPath: files[0] + ".x", toPath: files[1])
    let refused = try await bench.marquee("chart", "test", status: 31)
    #expect(refused.errors.contains("marquee lake re"), "\(refused.errors)")
    try await bench.marquee("lake", "repair")
    try await bench.expectSound()
    try await bench.marquee("chart", "test")
    try await bench.marquee("task", "list")
  }
}
