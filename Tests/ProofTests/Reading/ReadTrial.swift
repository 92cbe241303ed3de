import Foundation
import MarqueeTestSupport
import Testing

/// A command that reads, with its undisturbed answer and end, with which disturbed ones are compared: an answer is right or
/// refused.
struct ReadTrial: Sendable {
  let scenario: ReadScenario
  let fixture: FaultFixture
  /// The words of the command.
  let words: [String]
  /// The lake that the command starts from.
  let base: String
  let before: LakeImage
  /// The damaged files of the lake.
  let spoiled: Set<String>
  /// The undisturbed end, and the end if the command is run once more after it.
  let calm: Undisturbed
  let calmLake: String
  let statusAgain: Int32
  /// The points at which a fault may be injected.
  let points: [ReadPoint]

  struct Undisturbed: Sendable {
    var status: Int32
    var output: String
    var image: LakeImage
    var meaning: [String]
  }

  init(_ scenario: ReadScenario) async throws {
    self.scenario = scenario
    fixture = try FullLake.fixture
    base = fixture.lake("base-\(UUID().uuidString)")
    let lake = base + "-calm"
    calmLake = lake
    try await scenario.prepare(fixture, lake: base)
    words = try await scenario.words(fixture, lake: base)
    before = LakeImage(of: base)
    try fixture.copy(base, to: lake)
    let trace = base + ".trace"
    let ending = try await fixture.run(
      words + ["--format", "json"], lake: lake, now: scenario.now, trace: trace,
      variables: ["MARQUEE_FAULT_CALLS": "reads"])
    #expect([0, 11, 15].contains(ending.status), "\(scenario): \(ending.status) \(ending.errors)")
    let known = Set(try FileManager.default.subpathsOfDirectory(atPath: base) + [""])
    points = ReadPoint.points(
      of: try String(contentsOfFile: trace, encoding: .utf8), lake: lake, known: known)
    let image = LakeImage(of: lake)
    let records = image.records
    if case .damage = scenario.before {
      spoiled = Set(before.records.filter { records[$0.key] != $0.value }.keys)
    } else {
      spoiled = []
    }
    for step in scenario.later { _ = try await fixture.run(step.words, lake: lake, now: step.now) }
    calm = Undisturbed(
      status: ending.status, output: Mask.text(ending.output).replacing(lake, with: "LAKE"),
      image: LakeImage(of: lake), meaning: await fixture.wholeMeaning(of: lake, now: scenario.lastNow))
    try fixture.copy(lake, to: base + "-again")
    statusAgain = try await fixture.run(words, lake: base + "-again", now: scenario.lastNow).status
  }

  /// Runs the command in `lake`.
  func command(_ lake: String, fault: FaultFixture.Fault? = nil, variables: [String: String] = [:])
    async throws
    -> RunningProgram.Ending
  {
    try await fixture.run(
      words + ["--format", "json"], lake: lake, now: scenario.now, fault: fault, variables: variables)
  }

  /// Runs the command with `fault` and returns the problems; `nil` if the command did not make the call that fails.
  func problems(with fault: FaultFixture.Fault) async throws -> [String]? {
    let lake = fixture.lake("lake-\(UUID().uuidString)")
    let struck = lake + ".struck"
    defer {
      try? FileManager.default.removeItem(atPath: lake)
      try? FileManager.default.removeItem(atPath: struck)
    }
    try fixture.copy(base, to: lake)
    let ending = try await command(lake, fault: fault, variables: ["MARQUEE_FAULT_STRUCK": struck])
    let image = LakeImage(of: lake)
    guard let strikes = FileManager.default.contents(atPath: struck), !strikes.isEmpty else { return nil }
    let answers = ending.status == calm.status
    var problems = answers ? wrongAnswer(ending, lake) : dishonesty(ending, fault)
    problems += before.changes(in: image, beyond: calm.image, spoiled: spoiled)
    // An unchanged lake goes on as it would have without the fault.
    if image == before, !answers || calm.image == before { return told(problems, ending) }
    if !answers { problems += try await again(lake) }
    for step in scenario.later {
      // A lasting fault occurs in the next command too.
      for fault in fault.isSticky ? [fault, nil] : [nil] {
        _ = try await fixture.run(step.words, lake: lake, now: step.now, fault: fault)
        problems += before.changes(in: LakeImage(of: lake), beyond: calm.image, spoiled: spoiled)
      }
    }
    let reached = await fixture.wholeMeaning(of: lake, now: scenario.lastNow)
    // If every call fails from then on, a temporary file cannot be removed either. Nothing reads such a file.
    let counts = { (line: String) in !fault.isSticky || !line.contains("/.tmp-") }
    problems += Self.differences(reached.filter(counts), calm.meaning.filter(counts))
    return told(problems, ending)
  }

  private func wrongAnswer(_ ending: RunningProgram.Ending, _ lake: String) -> [String] {
    let output = Mask.text(ending.output).replacing(lake, with: "LAKE")
    if output == calm.output { return [] }
    let lines = [output, calm.output].map { $0.split(separator: "\n").map(String.init) }
    return Self.differences(lines[0], lines[1], in: "its answer")
  }

  /// The problems with a refusal that is not honest.
  private func dishonesty(_ ending: RunningProgram.Ending, _ fault: FaultFixture.Fault) -> [String] {
    if ending.status == 128 + 9 { return ["took more than \(FaultFixture.limit)"] }
    var problems: [String] = []
    // A day's run may fail, and a lock may be refused. The lake is sound, its format is known, and the requested data exists, so
    // no other exit code is honest.
    var honest: Set<Int32> = [12, 21, 33]
    if fault.isAboutLocks { honest.insert(30) }
    if !spoiled.isEmpty { honest.insert(31) }
    if !honest.contains(ending.status) { problems.append("ended with \(ending.status)") }
    // The answer of a repair says what is lost; here nothing is lost.
    if ending.errors.isEmpty, ending.status != 31 || ending.output.isEmpty {
      problems.append("no word on standard error")
    }
    if ending.output.contains(#""action": "lost""#) { problems.append("called lost what is not") }
    if Language.isForMachines(ending.errors) { problems.append("told in words of the program's own") }
    if ending.output.contains(#""sound": true"#) { problems.append("called sound what it did not see") }
    return problems
  }

  private func again(_ lake: String) async throws -> [String] {
    let ending = try await command(lake)
    return ending.status == calm.status || ending.status == statusAgain
      ? [] : ["given again, it ends with \(ending.status): \(ending.errors)"]
  }

  func told(_ problems: [String], _ ending: RunningProgram.Ending) -> [String] {
    problems.isEmpty ? [] : problems + ["(it ended with \(ending.status): \(ending.errors))"]
  }

  /// The lines that are in only one of the two.
  static func differences(
    _ reached: [String], _ expected: [String], in whole: String = "the end"
  ) -> [String] {
    let difference = reached.difference(from: expected)
    return difference.map { change in
      switch change {
      case .insert(_, let line, _): "in \(whole) there is: \(line.prefix(600))"
      case .remove(_, let line, _): "in \(whole) there is not: \(line.prefix(600))"
      }
    }
  }
}

extension ReadScenario {
  /// The instant of the last command.
  var lastNow: String { later.last?.now ?? now }
}

/// Checks that messages are for people.
enum Language {
  private static let words = [
    "Error(", "Error Domain", "Optional(", "Swift.", "Fatal error", "SQLITE_", "DatabaseError",
    "FileSystemError",
    "NSError", "Failure(", "couldn’t be completed",
  ]

  /// Whether a message shows internals of the program.
  static func isForMachines(_ text: String) -> Bool { words.contains { text.contains($0) } }
}
