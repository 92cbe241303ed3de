import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// Many processes on one lake: one writes at a time, the others are told which, and readers are always answered.
@Suite(.timeLimit(.minutes(30))) struct ConcurrencyTests {
  /// The words of a command, and the instant at which it is run.
  private struct Work: Sendable {
    var words: [String]
    var now: String
  }

  /// Two backfills, a run, a forget and a prune that do not undo each other's work, in whatever order they run.
  private static let works = [
    Work(
      words: ["backfill", "test", "--from", "2026-04-01", "--to", "2026-04-15"], now: "2026-05-06T12:00:00"),
    Work(
      words: ["backfill", "test", "--from", "2026-04-10", "--to", "2026-04-25"], now: "2026-05-06T12:00:00"),
    Work(words: ["run", "test", "--day", "2026-05-03"], now: "2026-05-06T12:00:00"),
    Work(words: ["lake", "forget", "--keep-last", "0"], now: "2026-05-06T12:00:00"),
    Work(words: ["lake", "prune"], now: "2026-05-06T12:00:00"),
  ]

  private func fixture() async throws -> LakeFixture {
    let fixture = try await LakeFixture.corrected()
    for day in 1...25 { try fixture.serve("\(day)", "B", "C", on: "2026-04-\(day < 10 ? "0" : "")\(day)") }
    try fixture.serve("C", "B", "A", on: "2026-05-03")
    return fixture
  }

  /// The days, objects and decisions of a lake, without instants, names of runs and marks.
  private func meaning(of fixture: LakeFixture) async throws -> [String] {
    let rows = try await fixture.json([[String: Any]].self, "snapshot", "list", "test")
    let days = rows.map {
      "\($0["day"] ?? "") \($0["state"] ?? "") \($0["version"] ?? "") \($0["superseded"] ?? "")"
    }
    return days + (try fixture.objects())
      + (try fixture.files(in: "decisions").map { "\(($0 as NSString).deletingLastPathComponent)" })
  }

  @Test func whateverLosesTheRaceIsToldWhoWonAndAllComesToTheSameLake() async throws {
    let calm = try await fixture()
    for work in Self.works { try await calm.run(work.words, now: work.now) }
    try await calm.marquee("lake", "prune", now: "2026-05-06T13:00:00")
    let expected = try await meaning(of: calm)

    let fixture = try await fixture()
    let isOver = Mutex(false)
    let reading = Task {
      var answers = 0
      repeat {
        let chart = try await fixture.start(["chart", "test", "--day", "2026-05-01"], now: Self.works[0].now)
          .ending()
        #expect(chart.status == 0, "\(chart.errors)")
        #expect(chart.output.hasPrefix("test on 2026-05-01\n"))
        answers += 1
      } while !isOver.withLock { $0 }
      return answers
    }
    var left = Self.works
    while !left.isEmpty {
      let programs = try left.map { try fixture.start($0.words + ["--lock-wait", "0s"], now: $0.now) }
      var refused: [Work] = []
      for (work, program) in zip(left, programs) {
        let ending = try await program.ending()
        #expect([0, 30].contains(ending.status), "\(work.words): \(ending.status) \(ending.errors)")
        guard ending.status == 30 else { continue }
        refused.append(work)
        try expectHolder(ending.errors, among: programs)
      }
      // In each round at least one command gets the lock.
      try #require(refused.count < left.count)
      left = refused
    }
    isOver.withLock { $0 = true }
    #expect(try await reading.value > 0)
    // A prune that ran before the forget has marked nothing, so prune once more.
    try await fixture.marquee("lake", "prune", now: "2026-05-06T13:00:00")
    #expect(try await meaning(of: fixture) == expected)
    try await fixture.expectSound()
    // A day later the unused objects are gone from both lakes.
    for fixture in [calm, fixture] { try await fixture.marquee("lake", "prune", now: "2026-05-08T13:00:00") }
    #expect(try await meaning(of: fixture) == (try await meaning(of: calm)))
    try await fixture.expectSound()
  }

  private var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, 255)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Expects that the message about a held lock names the writer: its process, its machine, its command and its start.
  private func expectHolder(_ errors: String, among programs: [RunningProgram]) throws {
    let told = try #require(
      errors.firstMatch(
        of: #/being written to by process (\d+) on (\S+) \(marquee ([^)]+)\), since (\S+Z)/#), "\(errors)")
    #expect(programs.contains { "\($0.process)" == told.1 }, "\(errors)")
    #expect("\(told.2)" == hostName, "\(errors)")
    #expect(Self.works.contains { "\(told.3)".hasPrefix($0.words.joined(separator: " ")) }, "\(errors)")
    #expect("\(told.4)".hasPrefix("2026-05-06T12:00:"), "\(errors)")
    #expect(errors.contains("--lock-wait"))
  }

  @Test func thoseThatWaitAreServedOneAfterTheOther() async throws {
    let calm = try await fixture()
    for work in Self.works { try await calm.run(work.words, now: work.now) }
    try await calm.marquee("lake", "prune", now: "2026-05-06T13:00:00")
    let fixture = try await fixture()
    let programs = try Self.works.map { try fixture.start($0.words + ["--lock-wait", "10m"], now: $0.now) }
    for program in programs {
      let ending = try await program.ending()
      #expect(ending.status == 0, "\(ending.errors)")
    }
    try await fixture.marquee("lake", "prune", now: "2026-05-06T13:00:00")
    #expect(try await meaning(of: fixture) == (try await meaning(of: calm)))
    try await fixture.expectSound()
  }
}
