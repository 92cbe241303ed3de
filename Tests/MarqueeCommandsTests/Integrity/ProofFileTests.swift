import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// `marquee prove`, and the script in the documentation that checks proofs.
@Suite(.timeLimit(.minutes(20))) struct ProofFileTests {
  /// The script as the page shows it.
  private static func script() throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent(
        "Sources/MarqueeCommands/MarqueeCommands.docc/Proofs.md"), encoding: .utf8)
    let start = try #require(page.range(of: "```python\n")).upperBound
    let end = try #require(page.range(of: "```", range: start..<page.endIndex)).lowerBound
    return String(page[start..<end])
  }

  /// The result of the script for `proof`.
  private func check(
    _ proof: JSONValue, _ kept: String..., in fixture: LakeFixture
  ) throws -> RunningProgram.Ending {
    let script = try fixture.folder.write(try Self.script(), to: "check-proof.py")
    let file = try fixture.folder.write(CanonicalJSON.text(proof), to: "proof.json")
    return try execute("/usr/bin/env", ["python3", script, file] + kept)
  }

  /// Copies of `value`, each with another one of its texts and numbers changed, and the path of that value.
  private func changed(_ value: JSONValue, at path: String = "") -> [(path: String, value: JSONValue)] {
    switch value {
    case .object(let members):
      return members.indices.flatMap { index in
        changed(members[index].value, at: "\(path)/\(members[index].key)").map {
          change -> (path: String, value: JSONValue) in
          var copy = members
          copy[index].value = change.value
          return (change.path, JSONValue.object(copy))
        }
      }
    case .array(let elements):
      return elements.indices.flatMap { index in
        changed(elements[index], at: "\(path)/\(index)").map { change -> (path: String, value: JSONValue) in
          var copy = elements
          copy[index] = change.value
          return (change.path, JSONValue.array(copy))
        }
      }
    case .string(let text): return [(path, .string(text.dropLast() + (text.hasSuffix("0") ? "1" : "0")))]
    case .integer(let number): return [(path, .integer(number + 1))]
    default: return [(path, .string("0"))]
    }
  }

  private func prove(_ fixture: LakeFixture, _ words: String...) async throws -> JSONValue {
    try JSONReader.read(Array(try await fixture.run(["prove"] + words).output.utf8))
  }

  private func tree(_ tree: JSONValue?) throws -> String {
    "\(try #require(tree?["size"]?.integer)):\(try #require(tree?["root"]?.string))"
  }

  @Test func theScriptIsShort() throws {
    #expect(try Self.script().split(separator: "\n", omittingEmptySubsequences: false).count <= 101)
  }

  @Test func aRowIsProvedAndNoChangeOfTheProofIsBelieved() async throws {
    let fixture = try await LakeFixture.corrected()
    let proof = try await prove(fixture, "test", "2026-05-01", "Film A")
    #expect(proof["item"]?.string == "ttA")
    #expect(proof["row"]?.string == #"{"id":"ttA","rank":2,"title":"Film A"}"#)
    let kept = try tree(proof["tree"])
    let digest = try await fixture.json([String: Any].self, "lake", "digest")
    #expect(kept == "\(digest["size"] ?? ""):\(digest["digest"] ?? "")")
    let answer = try check(proof, kept, in: fixture)
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.output.contains(#"test on 2026-05-01, recorded at 2026-05-02T13:00:"#))
    #expect(answer.output.contains("digest \(kept) as kept"))
    let changes = changed(proof)
    #expect(changes.count > 18)
    for (path, proof) in changes {
      #expect(try check(proof, kept, in: fixture).status == 1, "\(path)")
    }
    #expect(try check(proof, "5:\(kept.dropFirst(2))", in: fixture).status == 1)
  }

  @Test func aProofAsOfAnInstantIsAboutTheDigestAsOfIt() async throws {
    let fixture = try await LakeFixture.corrected()
    let instant = "2026-05-02T12:30:00Z"
    let proof = try await prove(fixture, "test", "2026-05-01", "ttA", "--as-of", instant)
    #expect(proof["row"]?.string == #"{"id":"ttA","rank":1,"title":"Film A"}"#)
    let digest = try await fixture.json([String: Any].self, "lake", "digest", "--as-of", instant)
    let kept = "2:\(digest["digest"] ?? "")"
    #expect(try tree(proof["tree"]) == kept)
    #expect(try check(proof, kept, in: fixture).status == 0)
  }

  @Test func aLongVersionIsPacked() async throws {
    let fixture = try LakeFixture()
    let long = String(repeating: "A", count: 3000)
    try fixture.serve(long, "B\(long)", "C\(long)", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-02T12:00:00")
    let proof = try await prove(fixture, "test", "2026-05-01", "tt\(long)")
    #expect(proof["version"]?["gzip_base64"] != nil && proof["version"]?["text"] == nil)
    let answer = try check(proof, try tree(proof["tree"]), in: fixture)
    #expect(answer.status == 0, "\(answer.errors)")
  }

  @Test func anExtensionIsProvedAndNoChangeOfTheProofIsBelieved() async throws {
    let fixture = try await LakeFixture.corrected()
    let digest = try await fixture.json([String: Any].self, "lake", "digest")
    let earlier = try #require(digest["digest"] as? String)
    try fixture.serve("A", "C", "B", on: "2026-05-04")
    try await fixture.day("2026-05-04", now: "2026-05-11T12:00:00")
    let ending = try await fixture.marquee("prove", "--extends", earlier, now: "2026-05-12T12:00:00")
    let proof = try JSONReader.read(Array(ending.output.utf8))
    let kept = [try tree(proof["old"]), try tree(proof["new"])]
    #expect(kept[0] == "4:\(earlier)" && kept[1].hasPrefix("5:"))
    let answer = try check(proof, kept[0], kept[1], in: fixture)
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.output.contains("the first 4 of 5 records"))
    for (path, proof) in changed(proof) {
      #expect(try check(proof, kept[0], kept[1], in: fixture).status == 1, "\(path)")
    }
    let unknown = String(repeating: "0", count: 64)
    try await fixture.marquee("prove", "--extends", unknown, status: 31)
  }

  @Test func theFileIsWrittenOnceAndWhatCannotBeProvedIsRefused() async throws {
    let fixture = try await LakeFixture.corrected()
    let file = fixture.folder.path(of: "row.json")
    try await fixture.marquee("prove", "test", "2026-05-02", "ttD", "--output", file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasPrefix("{\n  \"format\": 1,\n  \"proof\": \"row\","))
    try await fixture.marquee("prove", "test", "2026-05-02", "ttD", "--output", file, status: 64)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    try await fixture.marquee("prove", "test", "2026-05-01", "ttD", status: 14)
    try await fixture.marquee("prove", "test", "2026-05-03", "ttD", status: 14)
    try await fixture.marquee("prove", "test", "2026-05-01", status: 64)
    let hash = String(repeating: "0", count: 64)
    try await fixture.marquee("prove", "test", "2026-05-01", "ttD", "--extends", hash, status: 64)
  }
}
