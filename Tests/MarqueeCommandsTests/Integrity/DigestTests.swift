import Foundation
import MarqueeTestSupport
import Testing

/// `marquee lake digest`.
@Suite(.timeLimit(.minutes(30))) struct DigestTests {
  /// The root and the number of leaves over the records of the lake, computed by the definitions of RFC 9162.
  private static let independent = """
    import hashlib, os, sys
    H = lambda data: hashlib.sha256(data).digest()
    def root(d):
        if len(d) < 2:
            return H(b"\\0" + d[0]) if d else H(b"")
        k = 1
        while k * 2 < len(d):
            k *= 2
        return H(b"\\1" + root(d[:k]) + root(d[k:]))
    os.chdir(sys.argv[1])
    kinds = [k for k in ("snapshots", "runs", "charts", "decisions") if os.path.isdir(k)]
    paths = [os.path.join(f, n) for k in kinds for f, _, names in os.walk(k) for n in names]
    paths.sort(key=lambda p: (os.path.basename(p)[:22], p))
    print(root([p.encode() for p in paths]).hex(), len(paths))
    """

  private func digest(
    _ fixture: LakeFixture, _ options: String..., now: String = "2026-05-10T13:00:00"
  ) async throws -> (root: String, size: Int, asOf: String) {
    let ending = try await fixture.run(["lake", "digest", "--json"] + options, now: now)
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    return (
      try #require(json?["digest"] as? String), try #require(json?["size"] as? Int),
      try #require(json?["as_of"] as? String)
    )
  }

  @Test func itIsTheRootOfTheTreeOverThePlacesOfTheRecords() async throws {
    let fixture = try await LakeFixture.corrected()
    try await fixture.marquee("tag", "add", "first", "test", "2026-05-01")
    let digest = try await digest(fixture)
    let wanted = try execute("/usr/bin/env", ["python3", "-c", Self.independent, fixture.lake])
    #expect(wanted.output == "\(digest.root) \(digest.size)\n", "\(wanted.errors)")
    // The settings of the chart, three snapshots and the tag.
    #expect(digest.size == 5)
    // The digest does not depend on the catalogue.
    try fixture.remove("catalogue.sqlite")
    #expect(try await self.digest(fixture).root == digest.root)
  }

  @Test func anEarlierDigestIsFoundAgain() async throws {
    let fixture = try await LakeFixture.corrected()
    let earlier = try await digest(fixture, now: "2026-05-04T12:00:00")
    try fixture.serve("A", "C", "B", on: "2026-05-04")
    try await fixture.day("2026-05-04", now: "2026-05-05T12:00:00")
    let found = try await fixture.json([String: Any].self, "lake", "digest", "--expect", earlier.root)
    #expect(found["size"] as? Int == 5)
    let expected = try #require(found["expected"] as? [String: Any])
    #expect(expected["digest"] as? String == earlier.root)
    #expect(expected["size"] as? Int == 4)
    #expect((expected["as_of"] as? String)?.hasPrefix("2026-05-03T12:00") == true)
    let then = try await digest(fixture, "--as-of", earlier.asOf)
    #expect(then == earlier)
    let told = try await fixture.marquee("lake", "digest", "--expect", earlier.root)
    #expect(told.errors.contains("the first 4 of 5 records"))
    // A digest taken later is not among the digests up to an earlier instant.
    let later = try await digest(fixture)
    try await fixture.marquee(
      "lake", "digest", "--as-of", earlier.asOf, "--expect", later.root, status: 31)
  }

  @Test func aChangedRecordIsNamed() async throws {
    let fixture = try await LakeFixture.corrected()
    let path = try #require(try fixture.snapshots(of: "2026-05-01").first)
    try fixture.change(path, at: 20)
    let ending = try await fixture.marquee("lake", "digest", status: 31)
    #expect(ending.errors.contains(path))
  }

  @Test func aRecordThatIsTakenAwayIsMissed() async throws {
    let fixture = try await LakeFixture.corrected()
    let kept = try await digest(fixture).root
    try fixture.remove(try #require(try fixture.snapshots(of: "2026-05-01").first))
    #expect(try await digest(fixture).size == 3)
    let ending = try await fixture.marquee("lake", "digest", "--expect", kept, status: 31)
    #expect(ending.errors.contains(kept))
  }

  @Test func aRecordThatIsSlippedInIsFound() async throws {
    let fixture = try await LakeFixture.corrected()
    let kept = try await digest(fixture).root
    let path = try #require(try fixture.snapshots(of: "2026-05-02").first)
    // The bytes of the copy are sound, and so is the hash in its name.
    let name = "20260501T000000000000Z" + (path as NSString).lastPathComponent.dropFirst(22)
    try FileManager.default.copyItem(
      atPath: "\(fixture.lake)/\(path)", toPath: "\(fixture.lake)/snapshots/test/\(name)")
    #expect(try await digest(fixture).size == 5)
    try await fixture.marquee("lake", "digest", "--expect", kept, status: 31)
  }

  @Test func whatCannotBeAnsweredIsRefused() async throws {
    let fixture = try LakeFixture()
    try await fixture.marquee("lake", "digest", status: 14)
    try await fixture.marquee("lake", "digest", "--expect", "abc", status: 64)
  }
}
