import Foundation
import JSON
import MarqueeTestSupport
import RankingModel
import Testing

/// Objects that are gone from a lake and can be recovered: made again from what is stored, or fetched again.
@Suite struct RepairSourceTests {
  @Test func aLostVersionIsMadeAgainFromItsRawObjects() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    #expect(try await fixture.marquee("run", job).status == 0)
    try await expectVersionMadeAgain(fixture, day: "2026-05-01")
  }

  @Test func aLostVersionWithStaleAndFailedItemsIsMadeAgain() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(
      enriched: true, omdb: ["max-age: 1h"], maxFailedItems: 5)
    #expect(try await fixture.marquee("run", job).status == 0)
    // A day later the source fails for an item that has a stored answer, and for a new item.
    let items = ["tt9999999"] + LoopbackFixture.items.dropFirst()
    fixture.serve { request in
      if request.path == "/list" { return .respond(text: LoopbackFixture.list(items)) }
      return ["tt9999999", items[3]].contains(request.query["i"]) ? .respond(status: 500) : nil
    }
    let degraded = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z")
    #expect(degraded.status == 0, "\(degraded.errors)")
    let document = try await fixture.marquee("snapshot", "cat", "test", "--day", "2026-05-02").output
    #expect(document.contains(#""stale""#) && document.contains(#""failed""#), "\(document)")
    try await expectVersionMadeAgain(fixture, day: "2026-05-02")
  }

  @Test func aLostVersionIsLostWhereTheJobHasChanged() async throws {
    let fixture = try LoopbackFixture()
    #expect(try await fixture.marquee("run", try fixture.job()).status == 0)
    _ = try fixture.job(fields: ["label: { from: /title }"])
    try FileManager.default.removeItem(atPath: try version(fixture, day: "2026-05-01"))
    let repair = try await fixture.marquee("lake", "repair", "--jobs-dir", fixture.folder.path)
    #expect(repair.status == 31, "\(repair.errors)")
    #expect(repair.output.contains("lost") && repair.output.contains("2026-05-01"), "\(repair.output)")
    let item = try await fixture.marquee("snapshot", "cat", "test", "--day", "2026-05-01")
    #expect(item.status == 31, "\(item.errors)")
    #expect(item.output.isEmpty)
  }

  @Test func aLostListIsFetchedAgainUnlessOffline() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(url: fixture.server.baseURL + "/{day}.json")
    fixture.serve { $0.path == "/2026-05-01.json" ? .respond(text: LoopbackFixture.list()) : nil }
    #expect(try await fixture.marquee("run", job).status == 0)
    try FileManager.default.removeItem(atPath: try object(fixture, role: "list", day: "2026-05-01"))
    let words = ["lake", "repair", "--jobs-dir", fixture.folder.path, "--dry-run"]
    let offline = try await fixture.start(words + ["--offline"]).ending()
    #expect(offline.status == 31, "\(offline.errors)")
    let plan = try await fixture.start(words).ending()
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(try await fixture.marquee("lake", "check").status == 31)
    let repair = try await fixture.marquee("lake", "repair", "--jobs-dir", fixture.folder.path)
    #expect(repair.status == 0 && repair.output == plan.output, "\(repair.output)")
    #expect(try await fixture.marquee("lake", "check", "--read-data").status == 0)
  }

  /// The record of a list names the file or the commit that the list came from.
  @Test(arguments: [#"files: "file:../captures/*.json""#, "git: ../captures\n    paths: [2026-05-01.json]"])
  func aLostListIsFetchedAgainFromTheCaptureThatItsRecordNames(archive: String) async throws {
    let fixture = try ProgramFixture()
    let list = #"[{"id":"a","title":"A","rank":1},{"id":"b","title":"B","rank":2}]"#
    try fixture.folder.write(list, to: "captures/2026-05-01.json")
    let git = { (words: [String]) in
      let done = try execute(
        "/usr/bin/env", ["git", "-C", fixture.folder.path(of: "captures")] + words,
        environment: [
          "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a",
          "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
          "GIT_COMMITTER_EMAIL": "a@example.org",
          "GIT_AUTHOR_DATE": "@1777636800 +0000", "GIT_COMMITTER_DATE": "@1777636800 +0000",
        ])
      #expect(done.status == 0, "\(done.errors)")
    }
    for words in [["init", "-q"], ["add", "."], ["commit", "-q", "-m", "list"]] { try git(words) }
    try fixture.folder.write(
      """
      chart: test
      item: song
      extract: { url: "file:../today.json", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      archives:
        - \(archive)
      """, to: "jobs/test.yaml")
    let filled = try await fixture.run("backfill", "test", "--from", "2026-05-01", "--to", "2026-05-01")
    #expect(filled.status == 0, "\(filled)")
    let object = ObjectID(of: Array(list.utf8)).description.replacing("sha256:", with: "")
    let path = "\(fixture.lake)/objects/\(object.prefix(2))/\(object).gz"
    try FileManager.default.removeItem(atPath: path)
    #expect(try await fixture.run("lake", "repair", "--offline", "--dry-run").status == 31)
    let repair = try await fixture.run("lake", "repair")
    #expect(repair.status == 0, "\(repair)")
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(try await fixture.run("lake", "check", "--read-data").status == 0)
  }

  @Test func aListThatHasChangedAtItsSourceIsLost() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(url: fixture.server.baseURL + "/{day}.json")
    fixture.serve { $0.path == "/2026-05-01.json" ? .respond(text: LoopbackFixture.list()) : nil }
    #expect(try await fixture.marquee("run", job).status == 0)
    try FileManager.default.removeItem(atPath: try object(fixture, role: "list", day: "2026-05-01"))
    fixture.serve { _ in .respond(text: LoopbackFixture.list(LoopbackFixture.items.reversed())) }
    let repair = try await fixture.marquee("lake", "repair", "--jobs-dir", fixture.folder.path)
    #expect(repair.status == 31, "\(repair.errors)")
    // The published version is whole, and stays so.
    #expect(try await fixture.marquee("chart", "test").status == 0)
  }

  @Test func aJobFileThatCannotBeUsedIsNamed() async throws {
    let fixture = try LoopbackFixture()
    #expect(try await fixture.marquee("run", try fixture.job()).status == 0)
    try fixture.folder.write("chart: [", to: "other.yaml")
    try FileManager.default.removeItem(atPath: try version(fixture, day: "2026-05-01"))
    let repair = try await fixture.marquee("lake", "repair", "--offline", "--jobs-dir", fixture.folder.path)
    #expect(repair.status == 0, "\(repair.errors)")
    #expect(repair.errors.contains("job other"), "\(repair.errors)")
  }

  /// Removes the version of `day`, and expects that a repair without network brings back the same bytes.
  private func expectVersionMadeAgain(_ fixture: LoopbackFixture, day: String) async throws {
    let show = { try await fixture.marquee("snapshot", "cat", "test", "--day", day) }
    let before = try await show()
    #expect(before.status == 0, "\(before.errors)")
    try FileManager.default.removeItem(atPath: try version(fixture, day: day))
    #expect(try await show().status == 31)
    let requests = fixture.server.requests.count
    let repair = try await fixture.marquee("lake", "repair", "--offline", "--jobs-dir", fixture.folder.path)
    #expect(repair.status == 0, "\(repair.output) \(repair.errors)")
    #expect(fixture.server.requests.count == requests)
    #expect(try await show().output == before.output)
    #expect(try await fixture.marquee("lake", "check", "--read-data").status == 0)
  }

  private func record(_ fixture: LoopbackFixture, day: String) throws -> [String: Any] {
    let folder = "\(fixture.lake)/snapshots/test"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let name = try #require(names.first { $0.contains("-\(day)-") })
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  private func version(_ fixture: LoopbackFixture, day: String) throws -> String {
    path(of: try #require(try record(fixture, day: day)["version"] as? String), fixture)
  }

  private func object(_ fixture: LoopbackFixture, role: String, day: String) throws -> String {
    let raw = try record(fixture, day: day)["raw"] as? [[String: Any]] ?? []
    let first = try #require(raw.first { $0["role"] as? String == role })
    return path(of: try #require(first["object"] as? String), fixture)
  }

  private func path(of object: String, _ fixture: LoopbackFixture) -> String {
    let digits = object.replacing("sha256:", with: "")
    let names = FileManager.default.enumerator(atPath: "\(fixture.lake)/objects")?.compactMap {
      $0 as? String
    }
    let name = names?.first { $0.contains(digits) }
    return "\(fixture.lake)/objects/\(name ?? "none")"
  }
}
