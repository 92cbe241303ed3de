import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// Every byte of a small lake is changed in turn, and every file is cut. `check --read-data` finds each change, and no query
/// answers from such bytes as if they were sound.
@Suite struct ChangedBytesTests {
  /// A change of one file.
  enum Change: Sendable, CustomStringConvertible {
    case flip(offset: Int, mask: UInt8)
    case cut(to: Int)

    var description: String {
      switch self {
      case .flip(let offset, let mask): "byte \(offset) changed by \(mask)"
      case .cut(let length): "cut to \(length)"
      }
    }

    /// The indices of the questions that are asked, out of `count`: all after a cut and at each eighth byte, and one in turn at
    /// the other bytes.
    func questions(of count: Int) -> [Int] {
      guard case .flip(let offset, _) = self, offset % 8 != 0 else { return Array(0..<count) }
      return [offset % count]
    }

    func apply(to bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      switch self {
      case .flip(let offset, let mask): bytes[offset] ^= mask
      case .cut(let length): bytes.removeLast(bytes.count - length)
      }
      return bytes
    }
  }

  /// Questions that together read everything in a lake.
  private static let questions = [
    ["chart", "proof", "--day", "2026-05-05"], ["chart", "proof", "--tag", "pinned"],
    ["history", "proof", "tt3"],
    ["snapshot", "list", "proof"], ["snapshot", "cat", "proof"], ["runs"], ["queue", "list"],
    ["tag", "list"], ["status"],
  ]

  @Test func everyChangedByteIsFound() async throws {
    let start = ContinuousClock.now
    let fixture = try FaultFixture()
    let base = fixture.lake("base")
    try await Self.prepare(fixture, lake: base)
    var generator = SeededGenerator(seed: 31)
    var changes: [String: [(file: String, change: Change)]] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: base).sorted() {
      let bytes = FileManager.default.contents(atPath: "\(base)/\(file)") ?? Data()
      // The lock only says who holds it; nothing else reads it.
      if bytes.isEmpty || file == "lock" { continue }
      let kind = file.hasSuffix(".sqlite") ? "databases" : "files"
      changes[kind, default: []] += bytes.indices.map {
        (file, .flip(offset: $0, mask: UInt8.random(in: 1...255, using: &generator)))
      }
      changes["cuts", default: []] += Set([0, bytes.count / 2, bytes.count - 1]).sorted().map {
        (file, .cut(to: $0))
      }
    }
    let trials = Proof.share(
      changes.sorted { $0.key < $1.key }.flatMap { Proof.sample($0.value, 5, seed: 5) })
    let answers = await Self.answers(fixture, base)
    #expect(answers.allSatisfy { $0.status == 0 }, "\(answers.map(\.errors))")
    let copies = Mutex((0..<2).map { fixture.lake("copy-\($0)") })
    for copy in copies.withLock({ $0 }) { try fixture.copy(base, to: copy) }
    let missed = Mutex(0)
    try await Proof.forEach(trials) { file, change in
      let lake = copies.withLock { $0.removeLast() }
      defer { copies.withLock { $0.append(lake) } }
      let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(base)/\(file)")))
      try overwrite("\(lake)/\(file)", change.apply(to: sound))
      var problems: [String] = []
      let verified = await fixture.ask(["lake", "check", "--read-data"], lake: lake)
      // The next writer rebuilds a catalogue and an empty work state, so these are only reported.
      var isTold = verified.status != 0 || file == "catalogue.sqlite" && verified.output.contains(file)
      if case .cut(to: 0) = change, file == "work.sqlite" { isTold = verified.output.contains(file) }
      if !isTold { problems.append("not found") }
      for index in change.questions(of: Self.questions.count) {
        let (question, answer) = (Self.questions[index], answers[index])
        let now = await fixture.ask(question, lake: lake)
        if now.status == 0, now.output != answer.output {
          problems.append("\(question.joined(separator: " ")) answers \(now.output)")
        }
      }
      #expect(problems.isEmpty, "\(file), \(change): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { missed.withLock { $0 += 1 } }
      // Only after a cut may the file and others have been rebuilt.
      if case .cut = change { return try fixture.copy(base, to: lake) }
      for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(lake)/\(file)\(end)") }
      try overwrite("\(lake)/\(file)", sound)
    }
    Proof.report(
      "changed bytes and cut files", points: Set(trials.map(\.file)).count, faults: trials.count,
      lost: missed.withLock { $0 }, since: start)
  }

  /// A lake with every kind of file.
  private static func prepare(_ fixture: FaultFixture, lake: String) async throws {
    let commands = [
      ["run", "proof"], ["backfill", "proof", "--from", "2026-05-05", "--to", "2026-05-06"],
      ["tag", "add", "pinned", "proof", "2026-05-05"],
      ["lake", "forget", "proof", "--day", "2026-05-06", "--raw-objects", "--keep-last", "0"],
      ["lake", "prune"],
    ]
    for words in commands {
      let ending = try await fixture.run(words, lake: lake)
      #expect(ending.status == 0, "\(words): \(ending.errors)")
    }
  }

  private static func answers(_ fixture: FaultFixture, _ lake: String) async -> [FaultFixture.Answer] {
    var answers: [FaultFixture.Answer] = []
    for question in questions { answers.append(await fixture.ask(question, lake: lake)) }
    return answers
  }
}
