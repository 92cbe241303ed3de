import Foundation
import MarqueeTestSupport
import Testing

/// `marquee trace`.
@Suite(.timeLimit(.minutes(30))) struct TraceTests {
  private typealias Object = [String: Any]

  private func number(_ value: Any?) -> Int? { value as? Int }

  @Test func aRowIsTracedToItsBytes() async throws {
    let fixture = try await LakeFixture.corrected()
    let trace = try await fixture.json(Object.self, "trace", "test", "2026-05-01", "Film A")
    #expect(trace["state"] as? String == "published")
    let item = try #require(trace["item"] as? Object)
    #expect(item["id"] as? String == "ttA")
    #expect(number((item["entry"] as? Object)?["rank"]) == 2)
    let row = try #require(item["row"] as? Object)
    // After "[", the row of B, which is equally long, and a comma.
    #expect(number(row["offset"]) == 31)
    #expect(number(row["length"]) == 29)
    #expect(row["text"] as? String == #"{"id":"ttA","title":"Film A"}"#)
    let list = try #require(trace["list"] as? Object)
    #expect((list["url"] as? String)?.hasSuffix("2026-05-01.json") == true)
    #expect(number(list["size"]) == 91)
    for part in ["list", "job", "version"] {
      let object = try #require(trace[part] as? Object)
      let name = try #require(object["object"] as? String)
      let path = try #require(object["path"] as? String)
      #expect(try shell("gunzip -c '\(fixture.lake)/\(path)' | sha256sum").hasPrefix(name), "\(part)")
    }
    let record = try #require(trace["record"] as? String)
    #expect(try fixture.snapshots(of: "2026-05-01").last == record)
    #expect((trace["run"] as? Object)?["trigger"] as? String == "run")
    #expect((trace["decisions"] as? [Object])?.isEmpty == true)
    #expect(trace["source"] == nil)
  }

  @Test func whatWasKnownThenIsTraced() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee(
      "tag", "add", "printed", "test", "2026-05-01", "--as-of", "2026-05-02T12:30:00Z")
    let trace = try await fixture.json(
      Object.self, "trace", "test", "2026-05-01", "ttA", "--captured-by", "2026-05-10", "--as-of",
      "2026-05-02T12:30:00Z")
    #expect(number(((trace["item"] as? Object)?["row"] as? Object)?["offset"]) == 1)
    #expect(try fixture.snapshots(of: "2026-05-01").first == trace["record"] as? String)
    // The tag was given later.
    #expect((trace["decisions"] as? [Object])?.isEmpty == true)
  }

  @Test func decisionsAreShownAndDaysThatAreHeldBack() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee("tag", "add", "corrected", "test", "2026-05-01")
    let tagged = try await fixture.json(Object.self, "trace", "test", "2026-05-01")
    let decisions = try #require(tagged["decisions"] as? [Object])
    #expect(decisions.map { $0["decision"] as? String } == ["tag"])
    #expect(tagged["item"] == nil)
    try fixture.serve("A", "B", on: "2026-05-03")
    try await fixture.run(["run", "test", "--day", "2026-05-03"], now: "2026-05-04T12:00:00", status: 11)
    let held = try await fixture.json(Object.self, "trace", "test", "2026-05-03", "ttB")
    #expect(held["state"] as? String == "quarantined")
    #expect(number(((held["item"] as? Object)?["row"] as? Object)?["offset"]) == 31)
    let page = try await fixture.marquee("trace", "test", "2026-05-03", "ttB")
    #expect(page.output.contains("test on 2026-05-03: 2. Film B"))
    #expect(page.output.contains("bytes 31-59"))
    #expect(page.output.contains("gunzip -c "))
  }

  @Test func theSourceIsAskedAgain() async throws {
    let fixture = try await LakeFixture.corrected()
    let same = try await fixture.json(Object.self, "trace", "test", "2026-05-02", "--verify")
    #expect(same["source"] as? String == "same")
    try fixture.serve("D", "C", "B", on: "2026-05-02")
    let different = try await fixture.json(
      Object.self, "trace", "test", "2026-05-02", "--verify", status: 12)
    #expect(different["source"] as? String == "different")
    try FileManager.default.removeItem(atPath: fixture.folder.path(of: "lists/2026-05-02.json"))
    let gone = try await fixture.json(Object.self, "trace", "test", "2026-05-02", "--verify", status: 13)
    #expect(gone["source"] as? String == "gone")
    try await fixture.expectSound()
    try FileManager.default.removeItem(atPath: fixture.folder.path(of: "jobs/test.yaml"))
    try await fixture.marquee("trace", "test", "2026-05-02", "--verify", status: 64)
    try await fixture.marquee("trace", "test", "2026-05-02")
  }

  @Test func whatIsNotThereIsRefused() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee("trace", "test", "2026-05-01", "ttD", status: 14)
    try await fixture.marquee("trace", "test", "2026-05-07", status: 14)
    try await fixture.marquee("trace", "test", status: 64)
  }
}
