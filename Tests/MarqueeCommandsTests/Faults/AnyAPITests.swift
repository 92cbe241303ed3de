import Foundation
import MarqueeTestSupport
import Testing

/// An API of books that is nothing like OMDb, described by a job file alone.
@Suite(.timeLimit(.minutes(30))) struct AnyAPITests {
  private func job(_ fixture: LoopbackFixture, max failed: Int) throws -> String {
    try fixture.folder.write(
      """
      chart: books
      item: book
      extract: { url: "\(fixture.server.baseURL)/list", items: /items, attempts: 1 }
      transform:
        fields: { id: { from: /id }, title: { from: /title }, rank: { from: /rank, type: integer } }
      enrich:
        url: "\(fixture.server.baseURL)/v2/isbn/{id}"
        headers: { Authorization: "Bearer {key}", Accept: application/json }
        key: { environment: TEST_KEY }
        concurrency: 1
        item: /data/0
        identity: /isbn
        errors: { at: [/fault/reason, /status], success: [ok], stop: [quota exceeded], absent: [no such book] }
        fields:
          title: { from: /title }
          pages: { from: /pages, type: integer }
          authors: { from: /authors, type: list, each: "{/last}, {/first}" }
      check: { max-failed-items: \(failed) }
      """, to: "books.yaml")
  }

  @Test func aJobFileIsAllThatItTakes() async throws {
    let fixture = try LoopbackFixture()
    fixture.serve { request in
      switch request.path {
      case "/list": .respond(text: LoopbackFixture.list(["b1", "b2", "b3", "b4", "b5"]))
      case _ where request.header("Authorization") != "Bearer \(LoopbackFixture.key)":
        .respond(status: 403, text: #"{"fault":{"reason":"who are you"}}"#)
      case "/v2/isbn/b1":
        .respond(
          text:
            #"{"status":"ok","data":[{"isbn":"b1","title":"Named b1","pages":"312","authors":[{"last":"Adams","first":"D."}]}]}"#
        )
      case "/v2/isbn/b2": .respond(status: 404, text: "no such page")
      case "/v2/isbn/b3":
        .respond(text: #"{"fault":{"reason":"no book for \#(LoopbackFixture.key)"}}"#)
      case "/v2/isbn/b4": .respond(text: #"{"status":"ok","data":[{"isbn":"b9","pages":"1"}]}"#)
      default: .respond(text: #"{"status":"ok","data":[]}"#)
      }
    }
    let ending = try await fixture.marquee("run", try job(fixture, max: 4), "--verbose")
    #expect(ending.status == 0, "\(ending.errors)")
    let day = try await fixture.marquee("snapshot", "cat", "books", "--day", "2026-05-01").output
    #expect(day.contains(#""authors":["Adams, D."],"enrichment":"enriched","id":"b1","pages":312"#), "\(day)")
    #expect(day.contains(#""title":"Named b1""#), "\(day)")
    let tasks = try await fixture.json("queue", "list") as? [[String: Any]] ?? []
    let errors = tasks.map { "\($0["item"] ?? ""): \($0["error"] ?? "")" }
    #expect(
      errors.sorted() == [
        "b2: 127.0.0.1 gives no answer about this item (status 404)",
        "b3: 127.0.0.1 says \"no book for [redacted]\"",
        "b4: 127.0.0.1 was asked about b4 and answered about b9: the answer was refused",
        "b5: 127.0.0.1 has no answer about b5: no value at \"/data/0\"",
      ])
    // No request is sent twice, and the key appears nowhere.
    #expect(fixture.server.requests.count { $0.path.hasPrefix("/v2/") } == 5)
    let told = try await fixture.lastRun()
    for spelling in SecretTests.spellings {
      #expect(!(ending.errors + ending.output + told.output + told.errors).contains(spelling))
    }
  }

  @Test func aTextThatStopsTheRunStopsIt() async throws {
    let fixture = try LoopbackFixture()
    fixture.serve { request in
      request.path == "/list" ? nil : .respond(text: #"{"fault":{"reason":"quota exceeded"}}"#)
    }
    let ending = try await fixture.marquee("run", try job(fixture, max: 10))
    #expect(ending.status == 12, "\(ending.errors)")
    #expect((ending.errors + ending.output).contains("127.0.0.1 refused: "), "\(ending.errors)")
    #expect(fixture.server.requests.count { $0.path.hasPrefix("/v2/") } == 1)
  }

  @Test func withoutItsKeyTheEntriesAreUnenriched() async throws {
    let fixture = try LoopbackFixture(key: "")
    let ending = try await fixture.marquee("run", try job(fixture, max: 0))
    #expect(ending.status == 0, "\(ending.errors)")
    let told = try await fixture.lastRun().output
    #expect(
      told.contains(
        "there is no key for 127.0.0.1, so the entries are unenriched; set TEST_KEY to enrich them"),
      "\(told)")
    #expect(!fixture.server.requests.contains { $0.path.hasPrefix("/v2/") })
  }
}
