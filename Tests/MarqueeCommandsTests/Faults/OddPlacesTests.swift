import Foundation
import MarqueeTestSupport
import Testing

/// Unusual places for a lake, few open files, and very long names.
@Suite struct OddPlacesTests {
  /// Commands that use all of the lake's files, in an order in which each finds something to do.
  private static let commands = [
    ["chart", "test"], ["history", "test", "tt0000003"], ["snapshot", "cat", "test"], ["runs"],
    ["status"], ["queue", "list"], ["tag", "add", "first", "test", "2026-05-01"], ["tag", "list"],
    ["lake", "check", "--read-data"], ["lake", "reindex"],
    ["lake", "forget", "--raw-objects", "--keep-last", "1"],
    ["lake", "prune"], ["lake", "restore", "--all"], ["lake", "repair", "--offline"],
    ["lake", "check", "--read-data"],
  ]

  @Test(arguments: [
    "with spaces and 'single' \"double\" quotes", "Größe 映画 🎬", "%2e%2e?mode=memory#x&y", "-lake",
    "a\\b$HOME;*",
    "line\nfeed",
  ])
  func aLakeMayStandOnAnyPath(name: String) async throws {
    let fixture = try LoopbackFixture()
    let lake = fixture.folder.path(of: name)
    let job = try fixture.job(enriched: true)
    let run = try await fixture.start(["run", job], lake: lake).ending()
    #expect(run.status == 0, "\(run.errors)")
    for command in Self.commands {
      let ending = try await fixture.start(command, lake: lake).ending()
      #expect(ending.status == 0, "\(command): \(ending.errors)")
    }
    // Nothing was written beside the lake.
    let beside = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
    #expect(Set(beside) == [name, "test.yaml"])
  }

  @Test func thirtyTwoOpenFilesAreEnough() async throws {
    let fixture = try LoopbackFixture()
    let items = (1...60).map { "tt\(1_000_000 + $0)" }
    fixture.serve { $0.path.hasPrefix("/list") ? .respond(text: LoopbackFixture.list(items)) : nil }
    let job = try fixture.job(
      url: fixture.server.baseURL + "/list-{day}", enriched: true, omdb: ["concurrency: 16", "max-age: 30d"])
    let words = ["backfill", job, "--from", "2026-04-01", "--to", "2026-04-20"]
    let backfill = try fixture.start(words, files: 32)
    let ending = try await backfill.ending()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(items.allSatisfy { fixture.asked[$0] == 1 })
    for command in Self.commands.filter({ !$0.contains("first") }) {
      let ending = try await fixture.start(command.map { $0 == "tt0000003" ? items[2] : $0 }, files: 32)
        .ending()
      #expect(ending.status == 0, "\(command): \(ending.errors)")
    }
  }

  @Test func tooFewOpenFilesAreToldAndLoseNothing() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    // With three open files the system cannot load the program.
    for files in 4...26 {
      for command in [["run", job], ["status"], ["--help"], ["lake", "check"]].prefix(files > 8 ? 1 : 4) {
        let ending = try MarqueeBinary.start(command + ["--lake", fixture.lake], files: files)
        expectOneMessage(
          try await ending.ending(), status: 33,
          saying: ["the limit of open files is too low", "ulimit -n 64"],
          "\(files)")
      }
    }
    for files in 27...31 {
      let ending = try await fixture.start(["run", job], files: files).ending()
      #expect([0, 12, 20, 21, 33].contains(ending.status), "\(files): \(ending.status) \(ending.errors)")
    }
    let run = try await fixture.marquee("run", job)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try await fixture.marquee("lake", "check", "--read-data").status == 0)
  }

  /// Names of 4,096 characters, from sources and from people.
  @Test func namesOfFourThousandCharactersAreTakenOrRefused() async throws {
    let fixture = try LoopbackFixture()
    let long = String(repeating: "x", count: 4096)
    let items = ["tt1", "id-\(long)", "../../\(long)", "é\(String(repeating: "é", count: 4095))"]
    let rows = items.enumerated().map { #"{"id":"\#($1)","rank":\#($0 + 1),"title":"\#($1) \#(long)"}"# }
    fixture.serve { request in
      if request.path == "/list" { return .respond(text: #"{"items":[\#(rows.joined(separator: ","))]}"#) }
      return .respond(text: LoopbackFixture.answer(about: request.query["i"] ?? ""))
    }
    let job = try fixture.job(enriched: true)
    let run = try await fixture.marquee("run", job)
    #expect(run.status == 0, "\(run.errors.prefix(2000))")
    for item in items {
      let ending = try await fixture.marquee("history", "test", item, "--format", "json")
      #expect(ending.status == 0, "\(ending.errors.prefix(500))")
    }
    #expect(try await fixture.marquee("chart", "test").status == 0)
    #expect(try await fixture.marquee("lake", "check", "--read-data").status == 0)
    for words in [
      ["chart", long], ["tag", "add", long, "test", "2026-05-01"], ["run", long], ["runs", "show", long],
      ["chart", "test", "--tag", long], ["snapshot", "cat", "test", "--id", long],
      ["lake", "restore", long],
      ["chart", "../\(long)"], ["backfill", "test", "--from", long],
    ] {
      let ending = try await fixture.start(words).ending()
      #expect([14, 20, 64].contains(ending.status), "\(words[0]) \(words[1].prefix(9)): \(ending.status)")
      #expect(!ending.errors.isEmpty)
    }
    let beyond = try await fixture.marquee("chart", "test", lake: fixture.folder.path(of: long))
    #expect([14, 33].contains(beyond.status), "\(beyond.status) \(beyond.errors.prefix(300))")
    let made = try await fixture.marquee("run", job, lake: fixture.folder.path(of: long))
    expectOneMessage(made, status: 33, saying: ["--lake DIR"])
  }
}
