import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Testing

/// `marquee notify test`, and notices of the real program.
@Suite(.timeLimit(.minutes(30))) struct NotifyTests {
  private static let secret = "T0123-s3cr3t-path"

  /// A job with three channels: a program, a webhook with a secret address, and a ping. Both addresses are on a server of their
  /// own.
  private func job(_ fixture: LoopbackFixture, _ hooks: LoopbackServer) throws -> String {
    let script = try fixture.folder.write("#!/bin/sh\ncat > \"$1.json\"\n", to: "tell.sh")
    #expect(chmod(script, 0o755) == 0)
    var files: [String: String] = [:]
    for name in ["hook", "ping"] {
      let file = try fixture.folder.write("\(hooks.baseURL)/\(name)/\(Self.secret)\n", to: "\(name)-address")
      #expect(chmod(file, 0o600) == 0)
      files[name] = file
    }
    return try fixture.job(
      more: [
        "notify:", "  - command: [./tell.sh, \"{event}\"]", "  - webhook: { file: \(files["hook"] ?? "") }",
        "    headers: { Authorization: \"Bearer {key}\" }", "    key: { environment: TEST_KEY }",
        "  - ping: { file: \(files["ping"] ?? "") }",
      ])
  }

  @Test func aTestGoesOverEachChannel() async throws {
    let fixture = try LoopbackFixture()
    let hooks = try LoopbackServer {
      $0.path.hasPrefix("/hook") ? .respond(status: 404) : .respond(text: "OK")
    }
    let job = try job(fixture, hooks)
    let ending = try await fixture.marquee("notify", "test", job, "--format", "jsonl")
    #expect(ending.status == 21, "\(ending.errors)")
    let rows = try ending.output.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    #expect(rows.map { $0["channel"] } == ["command", "webhook", "ping"])
    #expect(rows.map { $0["result"] } == ["sent", "failed", "sent"])
    #expect(rows.allSatisfy { $0["seconds"]?.number != nil })
    #expect(rows[0]["address"] == "./tell.sh")
    #expect(rows[1]["reason"]?.string?.contains("status 404") == true)
    #expect(rows[2]["address"]?.string == "file \(fixture.folder.path(of: "ping-address"))")
    let told = try String(contentsOfFile: fixture.folder.path(of: "test.json"), encoding: .utf8)
    let notice = try JSONReader.read(Array(told.utf8))
    #expect(notice["event"] == "test" && notice["chart"] == "test" && notice["day"] == "2026-05-01")
    #expect(hooks.requests.map(\.method) == ["POST", "GET"])
    #expect(hooks.requests[0].header("Authorization") == "Bearer \(LoopbackFixture.key)")
    #expect(!(ending.output + ending.errors).contains("s3cr3t"), "\(ending.output)")
    // The command made no lake and did not ask the source.
    #expect(!FileManager.default.fileExists(atPath: fixture.lake))
    #expect(fixture.lists == 0)
  }

  @Test func aJobThatTellsNobodySaysSo() async throws {
    let fixture = try LoopbackFixture()
    let ending = try await fixture.marquee("notify", "test", try fixture.job())
    expectOneMessage(ending, status: 14, saying: ["has no notify channel", "notify"])
  }

  @Test func noSecretOfAChannelIsKeptOrShown() async throws {
    let fixture = try LoopbackFixture()
    let hooks = try LoopbackServer {
      $0.path.hasPrefix("/hook") ? .respond(status: 404) : .respond(text: "OK")
    }
    let job = try job(fixture, hooks)
    fixture.serve(list: .respond(text: "no list"))
    let failed = try await fixture.marquee("run", job, "--verbose")
    // The run fails as it would without a channel; a warning tells which channel failed.
    #expect(failed.status == 12, "\(failed.errors)")
    #expect(failed.errors.contains("warning: webhook file "), "\(failed.errors)")
    #expect(failed.errors.contains("info notice sent"), "\(failed.errors)")
    let told = try String(contentsOfFile: fixture.folder.path(of: "failed.json"), encoding: .utf8)
    #expect(try JSONReader.read(Array(told.utf8))["state"] == "failed")
    fixture.serve { _ in nil }
    let good = try await fixture.marquee("run", job, "--verbose", "--log-format", "json")
    #expect(good.status == 0, "\(good.errors)")
    #expect(FileManager.default.fileExists(atPath: fixture.folder.path(of: "recovered.json")))
    #expect(hooks.requests.map(\.method) == ["POST", "GET"])
    for ending in [failed, good] {
      #expect(!(ending.output + ending.errors).contains("s3cr3t"), "\(ending.errors)")
    }
    let kept = try shell(
      "{ find '\(fixture.lake)' -name '*.gz' -exec gunzip -c {} +; "
        + "find '\(fixture.lake)' -type f ! -name '*.gz' -exec cat {} +; } | grep -a -c -e s3cr3t -e T0123")
    #expect(kept == "0\n")
  }
}
