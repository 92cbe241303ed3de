import Foundation
import Glibc
import MarqueeTestSupport
import Testing

/// Lakes that can be read and nothing else, or not even that.
@Suite(.timeLimit(.minutes(2))) struct ReadingOnlyTests {
  /// A copy of the lake as a killed run leaves it, with the newest day in the catalogue's log alone, and without the file
  /// by which SQLite finds what is in the log.
  private func lakeWithLog() async throws -> (bench: ProgramBench, lake: String) {
    let bench = try ProgramBench()
    let job = try bench.job(enriched: true)
    #expect(try await bench.marquee("run", job).status == 0)
    // The log of no run is folded in while these stand open.
    let holds = ["catalogue", "work"].map { DatabaseHold("\(bench.lake)/\($0).sqlite") }
    bench.serve(list: .respond(text: ProgramBench.list(ProgramBench.items.reversed())))
    #expect(try await bench.marquee("run", job, now: "2026-05-02T12:00:00Z").status == 0)
    let copy = bench.folder.path(of: "copy")
    try FileManager.default.copyItem(atPath: bench.lake, toPath: copy)
    for name in ["catalogue", "work"] {
      let log = try FileManager.default.attributesOfItem(atPath: "\(copy)/\(name).sqlite-wal")
      #expect(log[.size] as? Int ?? 0 > 32)
      try FileManager.default.removeItem(atPath: "\(copy)/\(name).sqlite-shm")
    }
    return withExtendedLifetime(holds) { (bench, copy) }
  }

  @Test(.enabled(if: TestMount.isAllowed, "mounting is not allowed here"))
  func aLogOnAReadOnlyMediumIsRead() async throws {
    let (bench, lake) = try await lakeWithLog()
    let mount = try TestMount(readOnly: lake)
    let chart = try await bench.marquee("chart", "test", lake: lake)
    #expect(chart.output.hasPrefix("test on 2026-05-02\n"), "\(chart)")
    for words in [["lake", "verify", "--read-data"], ["status"], ["task", "list"], ["run", "list"]] {
      let ending = try await bench.start(words, now: "2026-05-02T12:00:00Z", lake: lake).ending()
      #expect(ending.status == 0, "\(words): \(ending.output) \(ending.errors)")
    }
    withExtendedLifetime(mount) {}
  }

  @Test(.enabled(if: TestMount.isAllowed, "mounting is not allowed here"))
  func nothingIsLeftOfTheCopyThatALogIsReadFrom() async throws {
    let (bench, lake) = try await lakeWithLog()
    let place = try TemporaryFolder()
    let mount = try TestMount(readOnly: lake)
    let ending = try await MarqueeBinary.run(
      ["lake", "verify", "--read-data", "--lake", lake], environment: ["TMPDIR": place.path])
    #expect(ending.status == 0, "\(ending.output) \(ending.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    // With no place for it the lake is not called damaged.
    let chart = try await MarqueeBinary.run(
      ["chart", "test", "--lake", lake], environment: ["TMPDIR": bench.folder.path(of: "nowhere")])
    #expect(chart.status == 33, "\(chart)")
    withExtendedLifetime(mount) {}
  }

  @Test(arguments: [["run", "JOB"], ["backfill", "JOB", "--from", "2026-04-29", "--to", "2026-04-30"]])
  func noLockIsLeftInAFolderOfSomethingElse(words: [String]) async throws {
    let bench = try ProgramBench()
    let job = try bench.job(url: bench.server.baseURL + "/list-{day}")
    try bench.folder.write("precious", to: "lake/notes.txt")
    let ending = try await bench.start(words.map { $0 == "JOB" ? job : $0 }).ending()
    expectOneMessage(ending, status: 64, saying: ["notes.txt", "--lake DIR"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.lake) == ["notes.txt"])
  }

  private static let canBeAnother =
    getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  @Test(.enabled(if: canBeAnother, "this user cannot become another"), arguments: [["--dry-run"], []])
  func aRepairOfAFolderWithoutPermissionSaysSo(more: [String]) async throws {
    let bench = try ProgramBench()
    #expect(try await bench.marquee("run", try bench.job()).status == 0)
    // The program where another user may start it.
    let program = "/tmp/\((bench.folder.path as NSString).lastPathComponent)-marquee"
    try FileManager.default.copyItem(atPath: MarqueeBinary.path, toPath: program)
    defer { try? FileManager.default.removeItem(atPath: program) }
    let ending = try await RunningProgram(
      "/usr/bin/setpriv",
      ["--reuid", "65534", "--clear-groups", program, "lake", "repair", "--offline", "--lake", bench.lake]
        + more,
      environment: [:]
    ).ending()
    expectOneMessage(ending, status: 33, saying: ["could not be read", "Permission denied", "readable"])
  }

  @Test func aReplayOfDaysOfWhichNothingIsStoredSaysSo() async throws {
    let bench = try await LakeBench.corrected()
    let words = ["run", "test", "--replay", "--from", "2026-04-01", "--to", "2026-04-30"]
    let none = try await bench.start(words, now: "2026-05-10T12:00:00").ending()
    expectOneMessage(none, status: 14, saying: ["nothing of test is stored from 2026-04-01 to 2026-04-30"])
    try FileManager.default.removeItem(atPath: bench.lake)
    let noLake = try await bench.start(words, now: "2026-05-10T12:00:00").ending()
    expectOneMessage(noLake, status: 14, saying: ["there is no lake in"])
    #expect(!FileManager.default.fileExists(atPath: bench.lake))
  }
}
