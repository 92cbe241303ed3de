import Foundation
import Glibc
import MarqueeTestSupport
import Synchronization
import Testing

/// Every operation on files that a command makes fails in turn, SQLite's included. The command ends with an honest error or as if
/// nothing had happened, the lake stays sound, and the command run again ends with the same lake.
@Suite(.serialized) struct FileFaultTests {
  private static let failures: [(String, Bool)] = ["EIO", "ENOSPC", "SHORT", "EINTR"].flatMap {
    [($0, false), ($0, true)]
  }
  private static let secondFaults = 4
  private static let kills: [(String, Bool)] = ["KILL", "KILLHALF", "KILLAFTER"].map { ($0, false) }

  @Test(arguments: Scenario.all) func everyFailingOperationIsSurvived(scenario: Scenario) async throws {
    try await prove(scenario, "file faults: \(scenario)", kinds: Self.failures, sample: 1)
  }

  @Test(arguments: Scenario.all) func aKillAtEveryOperationIsSurvived(scenario: Scenario) async throws {
    try await prove(scenario, "kill at every operation: \(scenario)", kinds: Self.kills, sample: 2)
  }

  /// The command is killed, and disturbed once more while it recovers from the kill.
  @Test(arguments: Scenario.all) func aFaultDuringRecoveryIsSurvived(scenario: Scenario) async throws {
    let start = ContinuousClock.now
    let trial = try await Trial(scenario)
    let seconds = Self.kills + Self.failures
    let points = Proof.share(Proof.sample(trial.points, 3, seed: 23))
    let lost = Mutex(0)
    try await Proof.forEach(points) { point in
      var generator = SeededGenerator(seed: UInt64(point))
      // In the full form each kill is followed by several kinds of fault, each at another operation.
      let number = Proof.isFull ? Self.secondFaults : 1
      for (kind, isSticky) in seconds.shuffled(using: &generator).prefix(number) {
        let first = FaultFixture.Fault(kind: Self.kills[point % 3].0, point: point)
        let again = FaultFixture.Fault(
          kind: kind, point: Int.random(in: 1...trial.points.count, using: &generator), isSticky: isSticky)
        let lake = try trial.freshLake()
        _ = try await trial.command(lake, fault: first)
        let published = FaultFixture.published(in: lake)
        let disturbed = try await trial.command(lake, fault: again)
        var problems = trial.problems(of: disturbed, again)
        // The first command may already have forgotten what was named.
        if scenario.name == "forget", disturbed.status == 14 { problems = [] }
        problems += try await trial.problems(after: lake, before: published)
        problems += try await trial.problemsGoingOn(lake)
        #expect(problems.isEmpty, "\(scenario), \(first), then \(again): \(problems.joined(separator: "\n"))")
        if !problems.isEmpty { lost.withLock { $0 += 1 } }
        trial.fixture.remove(lake)
      }
    }
    Proof.report(
      "faults during recovery: \(scenario)", points: points.count,
      faults: points.count * (Proof.isFull ? Self.secondFaults : 1), lost: lost.withLock { $0 }, since: start)
  }

  /// One list of a day was recorded and others were not: the next command records the others, and none twice.
  @Test(arguments: ["KILL", "EIO"], [2, 3])
  func aDayThatWasCutOffBetweenItsListsIsCompleted(kind: String, record: Int) async throws {
    let fixture = try FaultFixture()
    try fixture.makeRepository()
    let catchUp = (
      before: ["backfill", "versions", "--from", "2026-05-01", "--to", "2026-05-01"],
      words: ["run", "versions", "--due"]
    )
    for (before, words) in [([], ["backfill", "versions"] + FaultFixture.versions), catchUp] {
      let (lake, calm) = (fixture.lake("cut-\(words[0])"), fixture.lake("calm-\(words[0])"))
      for place in [lake, calm] where !before.isEmpty {
        #expect(try await fixture.run(before, lake: place).status == 0)
      }
      _ = try await fixture.run(words, lake: calm)
      let meaning = try await fixture.meaning(of: calm, chart: "versions")
      // Three days have a list, and one of them has two further lists.
      #expect(meaning.count { $0.contains("published") } == 3)
      #expect(meaning.count { $0.hasPrefix("2026-05-02T") } == 3)
      let disturbed = try await fixture.run(
        words, lake: lake, fault: FaultFixture.Fault(kind: kind, point: record),
        variables: [
          "MARQUEE_FAULT_CALL": "rename", "MARQUEE_FAULT_PATH": "\(lake)/snapshots/versions/*-2026-05-02-*",
        ])
      #expect(
        kind == "KILL" ? disturbed.status == 128 + SIGKILL : disturbed.status != 0, "\(disturbed.errors)")
      #expect(try await fixture.meaning(of: lake, chart: "versions") != meaning)
      let again = try await fixture.run(words, lake: lake)
      #expect(try await fixture.meaning(of: lake, chart: "versions") == meaning, "\(again.errors)")
      let verified = await fixture.ask(["lake", "check", "--read-data"], lake: lake)
      #expect(verified.status == 0, "\(verified.output)")
    }
  }

  /// A mirror of a git repository is outside of the lake. If the disk is full there, the user is told so, too.
  @Test func aFullDiskIsReportedWhereAMirrorIsLocked() async throws {
    let fixture = try FaultFixture()
    try fixture.makeRepository()
    let lake = fixture.lake("full")
    let ending = try await fixture.run(
      ["backfill", "mirrored"] + FaultFixture.versions, lake: lake,
      fault: FaultFixture.Fault(kind: "ENOSPC", point: 1, isSticky: true),
      variables: ["MARQUEE_FAULT_PATH": "\(lake)-home/.cache/marquee/git/*.lock"])
    #expect(ending.status == 33)
    #expect(ending.errors.contains("No space left on device") && ending.errors.contains("free some space"))
  }

  @Test func itIsSaidWhyTheFolderOfMirrorsCannotBeMade() async throws {
    let fixture = try FaultFixture()
    try fixture.makeRepository()
    try fixture.folder.write("", to: "file")
    let ending = try await fixture.run(
      ["backfill", "mirrored"] + FaultFixture.versions, lake: fixture.lake("none"),
      variables: ["XDG_CACHE_HOME": "\(fixture.folder.path)/file"])
    #expect(ending.status == 33)
    #expect(ending.errors.contains("/file/marquee/git: Not a directory"), "\(ending.errors)")
  }

  private func prove(_ scenario: Scenario, _ name: String, kinds: [(String, Bool)], sample: Int) async throws
  {
    let start = ContinuousClock.now
    let trial = try await Trial(scenario)
    var faults: [FaultFixture.Fault] = []
    for (index, (kind, isSticky)) in kinds.enumerated() {
      faults += Proof.sample(trial.points, sample, seed: UInt64(index) + 7).map {
        FaultFixture.Fault(kind: kind, point: $0, isSticky: isSticky)
      }
    }
    faults = Proof.share(faults)
    let lost = Mutex(0)
    try await Proof.forEach(faults) { fault in
      let lake = try trial.freshLake()
      let published = FaultFixture.published(in: lake)
      let disturbed = try await trial.command(lake, fault: fault)
      var problems = trial.problems(of: disturbed, fault)
      problems += try await trial.problems(after: lake, before: published)
      problems += try await trial.problemsGoingOn(lake)
      #expect(problems.isEmpty, "\(scenario), \(fault): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
      trial.fixture.remove(lake)
    }
    Proof.report(
      name, points: trial.operations.count, faults: faults.count, lost: lost.withLock { $0 }, since: start)
  }
}
