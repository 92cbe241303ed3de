import Foundation
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// `marquee lake check`: the problems that it finds with and without reading the objects, and how it reports them.
@Suite(.timeLimit(.minutes(30))) struct CheckTests {
  /// A way to damage the lake of `LakeFixture.withEverything`, and the problem that must be found.
  struct Damage: Sendable, CustomStringConvertible {
    var description: String
    var kind: String
    var severity = "damage"
    /// Whether the problem is found without reading the objects.
    var isFoundAtAGlance = true
    var inflict: @Sendable (LakeFixture) throws -> Void
  }

  private static let damages = [
    Damage(description: "format/1.json cut short", kind: "lake") {
      try $0.folder.write("{", to: "lake/format/1.json")
    },
    Damage(description: "a snapshot record changed", kind: "snapshot_record") {
      try $0.change(try $0.files(in: "snapshots")[0], at: 40)
    },
    Damage(description: "a snapshot record gone", kind: "snapshot_record") {
      try $0.remove(try $0.files(in: "snapshots")[0])
    },
    Damage(description: "a run record changed", kind: "run_record") {
      try $0.change(try $0.files(in: "runs")[0], at: 40)
    },
    Damage(description: "a run record gone", kind: "run_record") {
      try $0.remove(try $0.files(in: "runs")[0])
    },
    Damage(description: "a decision changed", kind: "decision_record") {
      try $0.change(try $0.files(in: "decisions")[0], at: 20)
    },
    Damage(description: "a decision gone", kind: "decision_record") {
      try $0.remove(try $0.files(in: "decisions")[0])
    },
    Damage(description: "settings changed", kind: "settings_record") {
      try $0.change(try $0.files(in: "charts")[0], at: 20)
    },
    Damage(description: "a list of marks changed", kind: "marks") {
      try $0.change(try $0.files(in: "marks")[0], at: 20)
    },
    Damage(description: "an object gone", kind: "missing_object") {
      try $0.remove(try $0.object(of: "version"))
    },
    Damage(description: "an object a folder", kind: "damaged_object") {
      let path = try $0.object(of: "version")
      try $0.remove(path)
      try FileManager.default.createDirectory(
        atPath: "\($0.lake)/\(path)", withIntermediateDirectories: false)
    },
    Damage(description: "an object cut short", kind: "damaged_object") {
      let path = try $0.object(of: "version")
      try overwrite("\($0.lake)/\(path)", Array(try $0.bytes(path).dropLast(9)))
    },
    Damage(description: "an object empty", kind: "damaged_object") {
      try overwrite("\($0.lake)/\(try $0.object(of: "version"))", [])
    },
    Damage(description: "an object with a bit changed", kind: "damaged_object", isFoundAtAGlance: false) {
      try $0.change(try $0.object(of: "version"), at: 20)
    },
    Damage(description: "an object with its time changed", kind: "damaged_object", isFoundAtAGlance: false) {
      try $0.change(try $0.object(of: "version"), at: 4)
    },
    Damage(description: "an object with something behind it", kind: "damaged_object") {
      let path = try $0.object(of: "version")
      try overwrite("\($0.lake)/\(path)", Array(try $0.bytes(path)) + [1])
    },
    Damage(description: "work.sqlite with a bit changed", kind: "work_state") {
      try $0.change("work.sqlite", at: 5000)
    },
    Damage(description: "a half-written file", kind: "leftover", severity: "notice") {
      try $0.folder.write("half", to: "lake/snapshots/test/.tmp-1f")
    },
    Damage(description: "a strange file", kind: "leftover", severity: "notice") {
      try $0.folder.write("dear", to: "lake/letter.txt")
    },
    Damage(
      description: "an object that nobody names, and that would be taken for stored", kind: "damaged_object"
    ) {
      try $0.folder.write("x", to: "lake/objects/ab/\(String(repeating: "ab", count: 32)).gz")
    },
  ]

  @Test func everyKindOfProblemIsFoundAndToldWithItsExitCode() async throws {
    let sound = try await LakeFixture.withEverything()
    // The leftovers are the objects that wait to be removed.
    #expect(try await problems(sound, ["--read-data"], status: 0) == ["notice leftover"])
    #expect(try await problems(sound, [], status: 0) == ["notice leftover"])
    for damage in Self.damages {
      let fixture = try sound.copy()
      try damage.inflict(fixture)
      let isDamage = damage.severity == "damage"
      let deep = try await problems(fixture, ["--read-data"], status: isDamage ? 31 : 0)
      if !isDamage { #expect(deep.count == 2, "\(damage): \(deep)") }
      #expect(deep.contains("\(damage.severity) \(damage.kind)"), "\(damage): \(deep)")
      let isFound = damage.isFoundAtAGlance
      let fast = try await problems(fixture, [], status: isDamage && isFound ? 31 : 0)
      #expect(fast.contains("\(damage.severity) \(damage.kind)") == isFound, "\(damage): \(fast)")
    }
  }

  /// One object is damaged, and half of the objects are read. A check looks twice at what it finds, and both looks read the same
  /// half.
  @Test func aRandomShareIsTheSameAtEachLook() async throws {
    let fixture = try await LakeFixture.corrected()
    let path = try fixture.object(of: "version")
    try fixture.change(path, at: try fixture.bytes(path).count - 6)
    var found = 0
    for _ in 0..<40 {
      let ending = try await fixture.start(
        ["lake", "check", "--read-data-subset", "50%"], now: "2026-05-10T12:00:00"
      ).ending()
      if ending.status == 31 { found += 1 }
    }
    // 20 on average, and twelve or fewer once in a hundred times. If each look drew its own half, 10 on average.
    #expect(found > 11)
  }

  @Test func aVerificationBesideAWriterCriesNoAlarm() async throws {
    let fixture = try LakeFixture()
    for day in 1...31 {
      for month in 1...6 where day < 29 || month == 1 {
        let name = "2026-0\(month)-\(day < 10 ? "0" : "")\(day)"
        try fixture.serve("A\(day)", "B\(month)", "C", on: name)
      }
    }
    let words = ["backfill", "test", "--from", "2026-01-01", "--to", "2026-06-30", "--quiet"]
    let writer = Task { try await fixture.start(words, now: "2026-07-01T12:00:00").ending().status }
    let isWriting = Mutex(true)
    let end = Task {
      let status = try await writer.value
      isWriting.withLock { $0 = false }
      return status
    }
    while isWriting.withLock({ $0 }) {
      let ending = try await fixture.start(["lake", "check", "--read-data"], now: "2026-07-01T12:00:00")
        .ending()
      // There is no lake before the writer has made it.
      #expect([0, 14].contains(ending.status), "\(ending.output) \(ending.errors)")
    }
    // Days without a list are no failure of a backfill.
    #expect(try await end.value == 0)
    try await fixture.expectSound()
  }

  /// The severity and kind of each problem.
  private func problems(_ fixture: LakeFixture, _ words: [String], status: Int32) async throws -> [String] {
    let before = try fixture.tree()
    let ending = try await fixture.run(["lake", "check", "--format", "json"] + words, status: status)
    #expect(try fixture.tree() == before)
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    #expect(json?["sound"] as? Bool == (status == 0))
    #expect(ending.errors.contains("lake repair") == (status == 31))
    let rows = try #require(json?["problems"] as? [[String: Any]])
    return rows.map { "\($0["severity"] ?? "") \($0["kind"] ?? "")" }
  }

  @Test func sevenSeventhsReadEachObjectOnce() async throws {
    let fixture = try LakeFixture()
    for day in 10...29 {
      try fixture.serve("\(day)", "B", "C", on: "2026-04-\(day)")
    }
    try await fixture.marquee("backfill", "test", "--from", "2026-04-10", "--to", "2026-04-29")
    let count = try fixture.objects().count
    #expect(count == 41)
    // Every object is damaged in a way that only reading finds, so the problems name the objects that were read.
    for path in try fixture.files(in: "objects") { try fixture.change(path, at: 4) }
    var seen: [String] = []
    for part in 1...7 {
      let json = try await fixture.json(
        [String: Any].self, "lake", "check", "--read-data-subset", "\(part)/7", status: 31)
      let found = (json["problems"] as? [[String: Any]] ?? []).compactMap { $0["subject"] as? String }
      #expect(json["objects_read"] as? Int == found.count)
      #expect(json["objects"] as? Int == count)
      #expect(found.count < count)
      seen += found
    }
    #expect(seen.sorted() == (try fixture.objects()))
    let all = try await fixture.json(
      [String: Any].self, "lake", "check", "--read-data-subset", "100%", status: 31)
    #expect(all["objects_read"] as? Int == count)
    let some = try await fixture.json(
      [String: Any].self, "lake", "check", "--read-data-subset", "0.001%", status: 0)
    #expect(some["objects_read"] as? Int == 0)
    for words in ["0/7", "8/7", "1/0", "x", "0%", "101%", "1/2/3", "nan%", "-1/7"] {
      try await fixture.marquee("lake", "check", "--read-data-subset=\(words)", status: 64)
    }
    try await fixture.marquee("lake", "check", "--read-data", "--read-data-subset", "1/7", status: 64)
  }

  @Test func aDamagedObjectIsToldWithTheSnapshotsThatItTouches() async throws {
    let fixture = try await LakeFixture.corrected()
    // 4 May has the same items as 2 May, in other bytes.
    try fixture.folder.write(
      #"[ {"id":"ttB","title":"Film B"},{"id":"ttC","title":"Film C"},{"id":"ttD","title":"Film D"} ]"#,
      to: "lists/2026-05-04.json")
    try await fixture.day("2026-05-04", now: "2026-05-05T12:00:00")
    let version = try await fixture.versions(of: "2026-05-02")
    #expect(try await fixture.versions(of: "2026-05-04") == version)
    try fixture.remove("objects/\(version[0].prefix(2))/\(version[0]).gz")
    let raw = try fixture.rawObject(of: "2026-05-02")
    try fixture.remove("objects/\(raw.prefix(2))/\(raw).gz")
    let json = try await fixture.json([String: Any].self, "lake", "check", status: 31)
    let problems = try #require(json["problems"] as? [[String: Any]])
    var touched: [String: [String]] = [:]
    for problem in problems {
      let snapshots = problem["snapshots"] as? [[String: Any]] ?? []
      touched[problem["subject"] as? String ?? ""] = snapshots.map {
        "\($0["chart"] ?? "") \($0["day"] ?? "") \($0["part"] ?? "")"
      }
    }
    #expect(
      touched == [
        version[0]: ["test 2026-05-02 version", "test 2026-05-04 version"], raw: ["test 2026-05-02 raw"],
      ])
  }

  @Test func aBarIsDrawnOnATerminalOnly() async throws {
    let fixture = try await LakeFixture.corrected()
    let bar = "/7 objects"
    let elsewhere = try await fixture.marquee("lake", "check", "--read-data")
    #expect(elsewhere.errors == "")
    #expect(!elsewhere.output.contains(bar))
    let terminal = try Terminal()
    let quiet = try Terminal()
    for (terminal, words) in [(terminal, []), (quiet, ["--quiet"])] {
      #expect(try await terminal.run(["lake", "check", "--read-data", "--lake", fixture.lake] + words) == 0)
    }
    #expect(terminal.text.contains(bar))
    #expect(!quiet.text.contains(bar))
  }
}
