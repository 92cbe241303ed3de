import Jobs
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Pipeline

/// The hosts that a job file allows, and redirects to other hosts.
@Suite struct HostTests {
  private let other: LoopbackServer

  init() throws {
    other = try LoopbackServer { request in
      .respond(
        body: request.path == "/list" ? RunFixture.list(["tt1"]) : RunFixture.answer(request.query["i"] ?? "")
      )
    }
  }

  private var elsewhere: String { "http://localhost:\(other.port)" }

  @Test func aListThatRedirectsToAnotherHostIsNotFetchedFromThere() async throws {
    let fixture = try RunFixture()
    fixture.serve(.redirect(to: "\(elsewhere)/list"))
    let report = try await fixture.run(fixture.definition { $0.extract.hosts = ["127.0.0.1"] })
    #expect(report.outcome == .unavailable)
    #expect(
      report.reason?.contains("it redirects to the host localhost, which is not among those allowed") == true)
    #expect(other.requests.isEmpty)
    let allowed = try await fixture.run(fixture.definition { $0.extract.hosts = ["127.0.0.1", "localhost"] })
    #expect(allowed.outcome == .published)
  }

  @Test func aListOfAPastDayIsHeldToTheSameHosts() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.extract.hosts = ["lists.example.org"]
      $0.archives = [.dated(.address(URLTemplate("\(elsewhere)/list?{day}")), dates: nil)]
    }
    let report = try await fixture.run(definition, day: "2026-04-30", plan: .past)
    #expect(report.outcome == .unavailable)
    #expect(
      report.reason?.contains("the host localhost is not among those allowed: lists.example.org") == true)
    #expect(other.requests.isEmpty)
  }

  @Test func anAnswerThatRedirectsToAnotherHostIsADeadLetter() async throws {
    let fixture = try RunFixture()
    fixture.answer { $0 == "tt2" ? .redirect(to: "\(elsewhere)/?i=\($0)") : nil }
    let definition = fixture.definition {
      $0.enrich?.hosts = ["127.0.0.1"]
      $0.check.maxFailedItems = 1
    }
    #expect(try await fixture.run(definition).outcome == .degraded)
    let dead = try await fixture.with(definition) { _, _, work in try await work.queue.tasks(in: .dead) }
    #expect(dead.map(\.item.description) == ["tt2"])
    #expect(dead.first?.error?.contains("it redirects to the host localhost") == true)
    #expect(dead.first?.attempts == 1)
    #expect(other.requests.isEmpty)
  }

  @Test func theKeyNeverGoesToAnotherHostEvenWhereEveryHostIsAllowed() async throws {
    let fixture = try RunFixture()
    fixture.answer { item in
      switch item {
      // Redirects with the key, without the key, and to another scheme.
      case "tt1": .redirect(to: "\(elsewhere)/?apikey=secret&i=tt1")
      case "tt2": .redirect(to: "\(elsewhere)/?i=tt2")
      default: .redirect(to: "file:///etc/hostname")
      }
    }
    let report = try await fixture.run(fixture.definition { $0.check.maxFailedItems = 2 })
    #expect(report.outcome == .degraded)
    #expect(report.enrichment.failed == 2)
    #expect(other.requests.map(\.target) == ["/?i=tt2"])
    #expect(!other.requests.contains { $0.headers.contains { $0.value.contains("secret") } })
    let errors = report.findings.flatMap(\.entries)
    #expect(errors.contains { $0.contains("would receive a secret") })
    #expect(errors.contains { $0.contains("it redirects to an address with the scheme “file”") })
    #expect(!errors.contains { $0.contains("apikey=secret") })
  }

  @Test func aJobWhoseOwnSourceMayNotBeAskedStopsAtTheFirstItem() async throws {
    let fixture = try RunFixture()
    let items = (1...50).map { "tt\($0)" }
    fixture.serve(items)
    let definition = fixture.definition {
      $0.enrich?.hosts = ["answers.example.org"]
      $0.enrich?.concurrency = 1
      $0.check.maxFailedItems = 50
    }
    let report = try await fixture.run(definition)
    #expect(report.outcome == .failed)
    #expect(
      report.reason?.contains("the host 127.0.0.1 is not among those allowed") == true,
      "\(report.reason ?? "")")
    #expect(report.reason?.contains("add it to hosts") == true, "\(report.reason ?? "")")
    #expect(fixture.asked.isEmpty)
    let dead = try await fixture.with(definition) { _, _, work in try await work.queue.tasks(in: .dead) }
    #expect(dead.count == 1)
  }

  @Test(arguments: ["http://[/", "file:///etc/hostname"])
  func anAnswerThatRedirectsToWhatCannotBeAskedIsAboutThatItem(target: String) async throws {
    let fixture = try RunFixture()
    fixture.answer { $0 == "tt2" ? .redirect(to: target) : nil }
    let definition = fixture.definition {
      $0.enrich?.attempts = 1
      $0.check.maxFailedItems = 1
    }
    #expect(try await fixture.run(definition).outcome == .degraded)
    #expect(fixture.asked == ["tt1": 1, "tt2": 1, "tt3": 1])
  }
}
