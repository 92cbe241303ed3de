import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// `marquee tag`, and the snapshot that a tag stands for.
@Suite(.timeLimit(.minutes(30))) struct TagTests {
  private func names(_ fixture: LakeFixture) async throws -> [String] {
    try await fixture.json([[String: Any]].self, "tag", "list").map {
      "\($0["tag"] ?? "") \($0["day"] ?? "") \($0["version"] ?? "")"
    }
  }

  @Test func tagsAreAddedListedAndRemoved() async throws {
    let fixture = try await LakeFixture.corrected()
    let first = try await fixture.versions(of: "2026-05-01")
    let second = try await fixture.versions(of: "2026-05-02")
    try await fixture.marquee("tag", "add", "second", "test", "2026-05-02")
    try await fixture.marquee(
      "tag", "add", "as-printed", "test", "2026-05-01", "--as-of", "2026-05-02T12:30:00Z")
    try await fixture.marquee("tag", "add", "corrected", "test", "2026-05-01")
    #expect(
      try await names(fixture) == [
        "as-printed 2026-05-01 \(first[0])", "corrected 2026-05-01 \(first[1])",
        "second 2026-05-02 \(second[0])",
      ])
    try await fixture.marquee("tag", "remove", "corrected")
    #expect(try await names(fixture).count == 2)
    #expect(try await fixture.versions(of: "2026-05-01") == first)
    let gone = try await fixture.marquee("tag", "remove", "corrected", status: 14)
    #expect(gone.errors.contains("corrected"))
    try await fixture.expectSound()
  }

  @Test func aTagStandsForItsSnapshotWhereverAVersionIsAskedFor() async throws {
    let fixture = try await LakeFixture.corrected()
    let versions = try await fixture.versions(of: "2026-05-01")
    try await fixture.marquee(
      "tag", "add", "printed", "test", "2026-05-01", "--as-of", "2026-05-02T12:30:00Z")
    let chart = try await fixture.json([String: Any].self, "chart", "test", "--tag", "printed")
    #expect(chart["version"] as? String == versions[0])
    let ids = (chart["entries"] as? [[String: Any]])?.compactMap { $0["id"] as? String }
    #expect(ids == ["ttA", "ttB", "ttC"])
    let shown = try await fixture.marquee("snapshot", "cat", "test", "--id", "printed")
    let wanted = try await fixture.marquee("snapshot", "cat", "test", "--id", versions[0])
    #expect(shown.output == wanted.output)
    #expect(shown.output.contains("\"id\":\"ttA\",\"rank\":1"))
    try await fixture.marquee("chart", "test", "--tag", "unknown", status: 14)
    try await fixture.marquee("chart", "test", "--tag", "printed", "--day", "2026-05-01", status: 64)
    // A tag stays with its snapshot when a newer one supersedes it.
    try fixture.serve("C", "B", "A", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-05T12:00:00")
    let again = try await fixture.json([String: Any].self, "chart", "test", "--tag", "printed")
    #expect(again["version"] as? String == versions[0])
  }

  @Test func whatATagNamesIsNotForgotten() async throws {
    let fixture = try await LakeFixture.corrected()
    let versions = try await fixture.versions(of: "2026-05-01")
    try await fixture.marquee(
      "tag", "add", "printed", "test", "2026-05-01", "--as-of", "2026-05-02T12:30:00Z")
    try await fixture.marquee("lake", "forget", "--keep-last", "0", now: "2026-05-04T12:00:00")
    #expect(try await fixture.versions(of: "2026-05-01") == versions)
    let before = try fixture.tree()
    let refused = try await fixture.marquee("lake", "forget", "--id", versions[0], status: 64)
    #expect(refused.errors.contains("marquee tag remove printed"))
    #expect(try fixture.tree() == before)
    try await fixture.marquee("tag", "remove", "printed")
    try await fixture.marquee("lake", "forget", "--id", versions[0], now: "2026-05-04T13:00:00")
    #expect(try await fixture.versions(of: "2026-05-01") == [versions[1]])
  }

  @Test func aNameIsGivenOnce() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee("tag", "add", "printed", "test", "2026-05-01")
    let before = try fixture.tree()
    // The same tag for the same snapshot once more changes nothing.
    try await fixture.marquee("tag", "add", "printed", "test", "2026-05-01", now: "2026-05-11T12:00:00")
    #expect(try fixture.tree() == before)
    let refused = try await fixture.marquee("tag", "add", "printed", "test", "2026-05-02", status: 64)
    #expect(refused.errors.contains("2026-05-01"))
    #expect(try fixture.tree() == before)
    try await fixture.marquee("tag", "add", "other", "test", "2026-05-01")
    #expect(try await names(fixture).count == 2)
  }

  @Test func namesThatAreNoSlugsAreRefused() async throws {
    let fixture = try await LakeFixture.corrected()
    let before = try fixture.tree()
    for name in ["Printed", "../up", "a b", "", ".hidden", "-x", "ä", String(repeating: "a", count: 65)] {
      try await fixture.marquee("tag", "add", name, "test", "2026-05-01", status: 64)
    }
    #expect(try fixture.tree() == before)
  }

  @Test func aDayThatIsNotThereCannotBeNamed() async throws {
    let fixture = try await LakeFixture.corrected()
    for words in [
      ["test", "2026-04-01"], ["other", "2026-05-01"], ["test", "2026-05-01", "--as-of", "2026-05-01"],
    ] {
      try await fixture.run(["tag", "add", "printed"] + words, status: 14)
    }
    #expect(try await names(fixture) == [])
  }

  @Test func aTagOutlastsTheCatalogue() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee(
      "tag", "add", "printed", "test", "2026-05-01", "--as-of", "2026-05-02T12:30:00Z")
    let before = try await fixture.marquee("chart", "test", "--tag", "printed").output
    try FileManager.default.removeItem(atPath: "\(fixture.lake)/catalogue.sqlite")
    #expect(try await fixture.marquee("chart", "test", "--tag", "printed").output == before)
  }
}
