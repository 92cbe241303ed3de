import Foundation
import Glibc
import MarqueeTestSupport
import Testing

/// Lakes that can only be read, or not even read.
@Suite(.timeLimit(.minutes(30))) struct ReadingOnlyTests {
  /// A copy of the lake as a killed run leaves it: the newest day is only in the catalogue's write-ahead log, and the file that
  /// SQLite uses as an index of the log is gone.
  private func lakeWithLog() async throws -> (fixture: LoopbackFixture, lake: String) {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    #expect(try await fixture.marquee("run", job).status == 0)
    // While these connections are open, the log of a run is not merged into its database.
    let holds = ["catalogue", "work"].map { DatabaseHold("\(fixture.lake)/\($0).sqlite") }
    fixture.serve(list: .respond(text: LoopbackFixture.list(LoopbackFixture.items.reversed())))
    #expect(try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z").status == 0)
    let copy = fixture.folder.path(of: "copy")
    try FileManager.default.copyItem(atPath: fixture.lake, toPath: copy)
    for name in ["catalogue", "work"] {
      let log = try FileManager.default.attributesOfItem(atPath: "\(copy)/\(name).sqlite-wal")
      #expect(log[.size] as? Int ?? 0 > 32)
      try FileManager.default.removeItem(atPath: "\(copy)/\(name).sqlite-shm")
    }
    return withExtendedLifetime(holds) { (fixture, copy) }
  }

  @Test(.enabled(if: TestMount.isAllowed, "mounting is not allowed here"))
  func aLogOnAReadOnlyMediumIsRead() async throws {
    let (fixture, lake) = try await lakeWithLog()
    let mount = try TestMount(readOnly: lake)
    let chart = try await fixture.marquee("chart", "test", lake: lake)
    #expect(chart.output.hasPrefix("test on 2026-05-02\n"), "\(chart)")
    for words in [["lake", "check", "--read-data"], ["status"], ["queue", "list"], ["runs"]] {
      let ending = try await fixture.start(words, now: "2026-05-02T12:00:00Z", lake: lake).ending()
      #expect(ending.status == 0, "\(words): \(ending.output) \(ending.errors)")
    }
    withExtendedLifetime(mount) {}
  }

  @Test(.enabled(if: TestMount.isAllowed, "mounting is not allowed here"))
  func nothingIsLeftOfTheCopyThatALogIsReadFrom() async throws {
    let (fixture, lake) = try await lakeWithLog()
    let place = try TemporaryFolder()
    let mount = try TestMount(readOnly: lake)
    let ending = try await MarqueeBinary.run(
      ["lake", "check", "--read-data", "--lake", lake], environment: ["TMPDIR": place.path])
    #expect(ending.status == 0, "\(ending.output) \(ending.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    // If the copy has no place, the lake is not called damaged.
    let chart = try await MarqueeBinary.run(
      ["chart", "test", "--lake", lake], environment: ["TMPDIR": fixture.folder.path(of: "nowhere")])
    #expect(chart.status == 33, "\(chart)")
    withExtendedLifetime(mount) {}
  }

  @Test(arguments: [["run", "JOB"], ["backfill", "JOB", "--from", "2026-04-29", "--to", "2026-04-30"]])
  func noLockIsLeftInAFolderOfSomethingElse(words: [String]) async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(url: fixture.server.baseURL + "/list-{day}")
    try fixture.folder.write("precious", to: "lake/notes.txt")
    let ending = try await fixture.start(words.map { $0 == "JOB" ? job : $0 }).ending()
    expectOneMessage(ending, status: 64, saying: ["notes.txt", "--lake DIR"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.lake) == ["notes.txt"])
  }

  private static let canBeAnother =
    getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  @Test(.enabled(if: canBeAnother, "this user cannot become another"), arguments: [["--dry-run"], []])
  func aRepairOfAFolderWithoutPermissionSaysSo(more: [String]) async throws {
    let fixture = try LoopbackFixture()
    #expect(try await fixture.marquee("run", try fixture.job()).status == 0)
    // A copy of the program in a place from which another user can start it.
    let program = "/tmp/\((fixture.folder.path as NSString).lastPathComponent)-marquee"
    // Copied by another process: if this one had the file open for writing, a process started meanwhile would keep it open, and
    // the copy could not be run.
    _ = try shell("cp '\(MarqueeBinary.path)' '\(program)'")
    defer { try? FileManager.default.removeItem(atPath: program) }
    let ending = try await RunningProgram(
      "/usr/bin/setpriv",
      ["--reuid", "65534", "--clear-groups", program, "lake", "repair", "--offline", "--lake", fixture.lake]
        + more,
      environment: [:]
    ).ending()
    expectOneMessage(ending, status: 33, saying: ["could not be read", "Permission denied", "readable"])
  }

  @Test func aReplayOfDaysOfWhichNothingIsStoredSaysSo() async throws {
    let fixture = try await LakeFixture.corrected()
    let words = ["replay", "test", "--from", "2026-04-01", "--to", "2026-04-30"]
    let none = try await fixture.start(words, now: "2026-05-10T12:00:00").ending()
    expectOneMessage(none, status: 14, saying: ["nothing of test is stored from 2026-04-01 to 2026-04-30"])
    try FileManager.default.removeItem(atPath: fixture.lake)
    let noLake = try await fixture.start(words, now: "2026-05-10T12:00:00").ending()
    expectOneMessage(noLake, status: 14, saying: ["there is no lake in"])
    #expect(!FileManager.default.fileExists(atPath: fixture.lake))
  }
}
