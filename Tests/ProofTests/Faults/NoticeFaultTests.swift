import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// A run fails, sends a notice to a channel, and notes that it did. Each of its operations is a point at which it is killed or at
/// which the operation fails. The notice is sent once, or twice if the note was lost, and a note that cannot be stored does not
/// change how the run ends.
@Suite(.serialized) struct NoticeFaultTests {
  private static let words = ["run", "told"]
  private static let notice = "failed 2026-05-07"

  @Test func aNoticeIsSentOnceOrTwiceAndNeverFailsARun() async throws {
    let start = ContinuousClock.now
    let fixture = try FaultFixture()
    try Self.makeJob(fixture)
    let calm = fixture.lake("calm")
    let trace = "\(calm)-home/trace"
    try Self.makeHome(of: calm)
    let ending = try await fixture.run(Self.words, lake: calm, trace: trace)
    #expect(ending.status == 12, "\(ending.errors)")
    #expect(Self.notices(of: calm) == [Self.notice])
    let count = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").count
    // The number of operations before the notice.
    let text = try String(contentsOfFile: "\(calm)-home/before", encoding: .utf8)
    let before = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(0 < before && before < count)
    let kills = ["KILL", "KILLHALF", "KILLAFTER"].flatMap { kind in
      Proof.sample(Array(1...(count + 1)), 2, seed: 61).map { FaultFixture.Fault(kind: kind, point: $0) }
    }
    let failures = ["EIO", "ENOSPC", "EINTR"].flatMap { kind in
      [false, true].flatMap { isSticky in
        // Threads make a few operations more or fewer, so the later points are those that certainly come after the notice.
        (Proof.sample(Array(1...before), 1, seed: 67)
          + Proof.sample(Array((before + 3)...(count + 3)), 2, seed: 71))
          .map { FaultFixture.Fault(kind: kind, point: $0, isSticky: isSticky) }
      }
    }
    let faults = Proof.share(kills + failures)
    let lost = Mutex(0)
    try await Proof.forEach(faults) { fault in
      let lake = fixture.lake("lake-\(UUID().uuidString)")
      defer { fixture.remove(lake) }
      try Self.makeHome(of: lake)
      let disturbed = try await fixture.run(Self.words, lake: lake, fault: fault)
      var problems: [String] = []
      if !fault.kind.hasPrefix("KILL"), fault.point > before, disturbed.status != 12 {
        problems.append("a run ended with \(disturbed.status) for a note: \(disturbed.errors)")
      }
      for _ in 1...2 {
        let again = try await fixture.run(Self.words, lake: lake)
        if again.status != 12 { problems.append("again: \(again.status) \(again.errors)") }
      }
      let notices = Self.notices(of: lake)
      if Set(notices) != [Self.notice] || notices.count > 2 { problems.append("told \(notices)") }
      let verified = await fixture.ask(["lake", "check", "--read-data"], lake: lake)
      if verified.status != 0 { problems.append("does not verify: \(verified.output) \(verified.errors)") }
      #expect(problems.isEmpty, "\(fault): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
    }
    Proof.report(
      "notices: run that fails", points: count, faults: faults.count, lost: lost.withLock { $0 }, since: start
    )
  }

  /// A job whose list is unusable, and whose channel is a script that appends a line for each notice to a file in the home of the
  /// lake's user.
  private static func makeJob(_ fixture: FaultFixture) throws {
    let folder = fixture.folder
    try folder.write("no list", to: "lists/none.json")
    try folder.write(
      """
      chart: told
      schedule: { at: "11:30", catch-up: none }
      extract: { url: "file:\(folder.path)/lists/none.json", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      notify: [{ command: [./tell.sh, "{event}", "{day}"] }]
      """, to: "jobs/told.yaml")
    try folder.write(
      """
      #!/bin/sh
      echo "$1 $2" >> "$HOME/notices"
      if [ -f "$HOME/trace" ]; then wc -l < "$HOME/trace" > "$HOME/before"; fi
      """, to: "jobs/tell.sh")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/jobs/tell.sh")
  }

  private static func makeHome(of lake: String) throws {
    try FileManager.default.createDirectory(atPath: "\(lake)-home", withIntermediateDirectories: true)
  }

  private static func notices(of lake: String) -> [String] {
    let text = (try? String(contentsOfFile: "\(lake)-home/notices", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }
}
