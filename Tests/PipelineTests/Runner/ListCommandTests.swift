import Glibc
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// Lists that a program prints, and checks of the list itself.
@Suite struct ListCommandTests {
  private let chart = ChartName("test")!

  private func run(
    _ words: [String], _ fixture: RunFixture, _ change: (inout Extraction) -> Void = { _ in }
  ) async throws -> RunReport {
    let definition = fixture.definition {
      $0.enrich = nil
      $0.extract.url = ""
      $0.extract.command = ListCommand(words: words, environment: ["TEST_KEY"])
      change(&$0.extract)
    }
    return try await fixture.run(definition, key: "s3cr3t-value")
  }

  @Test func aProgramPrintsTheListOfADay() async throws {
    let fixture = try RunFixture()
    let script = "#!/bin/sh\necho \"[{\\\"id\\\":\\\"tt1\\\",\\\"rank\\\":1,\\\"title\\\":\\\"On $1\\\"}]\"\n"
    let path = try fixture.folder.write(script, to: "list.sh")
    #expect(chmod(path, 0o755) == 0)
    #expect(try await run(["./list.sh", "{day}"], fixture).outcome == .published)
    #expect(try await fixture.published().map(\.title) == ["On 2026-05-01"])
    let reader = try await LakeReader.open(fixture.place)
    let summary = try #require(try reader.snapshots(of: chart).last)
    let raw = try reader.record(of: summary).raw
    #expect(raw.map(\.url) == ["command:./list.sh 2026-05-01"])
    #expect(raw.map(\.response) == [nil])
  }

  @Test func aProgramThatFailsIsASourceThatCouldNotBeAsked() async throws {
    let fixture = try RunFixture()
    let failed = try await run(["/bin/sh", "-c", "echo \"token $TEST_KEY\" >&2; exit 3"], fixture)
    #expect(failed.outcome == .unavailable)
    #expect(failed.reason == "the command /bin/sh ended with exit code 3: token [redacted]")
    let silent = try await run(["/bin/sh", "-c", "exit 0"], fixture)
    #expect(silent.outcome == .unavailable)
    #expect(silent.reason == "the command /bin/sh printed nothing")
    let absent = try await run(["./absent"], fixture)
    #expect(absent.outcome == .unavailable)
    #expect(absent.reason == "the command ./absent cannot be run: it is not there, or not executable")
    let slow = try await run(["/bin/sh", "-c", "sleep 60 & sleep 60"], fixture) { $0.totalTimeout = 0.2 }
    #expect(slow.reason == "the command /bin/sh did not end within 0.2 seconds")
    let large = try await run(["/bin/sh", "-c", "yes"], fixture) { $0.maximumSize = 2000 }
    #expect(large.reason == "the command /bin/sh printed more than 2000 bytes")
    let leaking = try await run(["/bin/sh", "-c", "echo \"[\\\"$TEST_KEY\\\"]\""], fixture)
    #expect(leaking.reason == "the list repeats the key, so it is not stored")
  }

  @Test func aListOfAnotherDayIsHeldBack() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.enrich = nil
      $0.extract.items = [JSONPointer("/items")!]
      $0.extract.date = JSONPointer("/date")
    }
    let items = String(decoding: RunFixture.list(["tt1"]), as: UTF8.self)
    for (date, reason) in [
      (#""2026-05-02""#, "the list is of 2026-05-02, not of 2026-05-01"),
      ("null", "the date of the list cannot be read: \"null\""),
      (#""soon""#, "the date of the list cannot be read: \"soon\""),
    ] {
      fixture.serve(.respond(text: #"{"date":\#(date),"items":\#(items)}"#))
      let report = try await fixture.run(definition)
      #expect(report.outcome == .quarantined)
      #expect(report.reason == reason)
    }
    fixture.serve(.respond(text: #"{"items":\#(items)}"#))
    #expect(try await fixture.run(definition).reason == "the list does not say which day it is of")
    fixture.serve(.respond(text: #"{"date":"1 May 2026","items":\#(items)}"#))
    #expect(try await fixture.run(definition).findings == [])
  }

  @Test func aListOfAWeekMayHaveAnyDateOfItsWeek() async throws {
    let fixture = try RunFixture()
    // The run is for 2026-05-01, a Friday.
    let definition = fixture.definition {
      $0.enrich = nil
      $0.cadence = .weekly(due: .friday)
      $0.extract.items = [JSONPointer("/items")!]
      $0.extract.date = JSONPointer("/date")
    }
    let items = String(decoding: RunFixture.list(["tt1"]), as: UTF8.self)
    let dates: [(String, String?)] = [
      ("2026-04-26", "the list is of 2026-04-26, not of 2026-05-01"), ("2026-04-27", nil),
      ("2026-05-03", nil),
      ("2026-05-04", "the list is of 2026-05-04, not of 2026-05-01"),
    ]
    for (date, reason) in dates {
      fixture.serve(.respond(text: #"{"date":"\#(date)","items":\#(items)}"#))
      #expect(try await fixture.run(definition).findings.first?.message == reason)
    }
  }

  @Test func aListThatStaysTheSameForLongIsAFinding() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.enrich = nil
      $0.archives = [.dated(.address(URLTemplate(fixture.server.baseURL + "/list?{day}")), dates: nil)]
      $0.check.unchanged = Checks.Rule(2, onFailure: .warn)
    }
    let days = ["2026-04-28", "2026-04-29", "2026-04-30"].map { Day($0)! }
    let reports = try await fixture.with(definition) { runner, _, _ in
      try await runner.run(days, plan: .past, trigger: .backfill)
    }
    #expect(reports.map(\.outcome) == [.published, .published, .published])
    #expect(reports.map { $0.findings.map(\.check) } == [[], [], ["unchanged"]])
    #expect(
      reports[2].findings[0].message
        == "the entries are the same on 3 published days in a row, since 2026-04-28, and the job allows 2")
  }
}
