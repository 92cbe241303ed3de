import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// Each file of a lake is damaged before each command that writes. The command repairs the damage, or is not affected, or
/// refuses. It publishes no false day, and discards nothing else.
@Suite(.serialized, .fullLake) struct DamageBeforeWritingTests {
  typealias Case = (file: String, damage: Damage)

  /// Commands that write to a sound lake with all its files.
  static let writers = (ReadScenario.keepers + ReadScenario.writers).filter {
    $0.without.isEmpty && $0.before == .nothing && $0.later.isEmpty && $0.name != ReadScenario.verify.name
  }

  @Test(arguments: writers) func aDamagedFileIsHealedOrNotConcernedOrRefused(scenario: ReadScenario)
    async throws
  {
    let trial = try await ReadTrial(scenario)
    let right = await trial.rightCharts()
    let cases = Proof.sample(Self.cases(of: trial), 2, seed: 43)
    try await prove("damage before: \(scenario)", cases, points: trial.before.files.count) {
      try await trial.problems(after: $0.damage, to: $0.file, right: right)
    }
  }

  /// When an object is stored again, an existing file with its name is not trusted. In the full form this is part of the test
  /// above.
  @Test(
    .enabled(if: !Proof.isFull),
    arguments: writers.filter { $0.name.hasPrefix("run of") || $0.name == "replay" })
  func anObjectThatIsStoredAgainIsSound(scenario: ReadScenario) async throws {
    let trial = try await ReadTrial(scenario)
    let right = await trial.rightCharts()
    let objects = trial.before.files.filter { $0.key.hasPrefix("objects/") }.sorted { $0.key < $1.key }
    #expect(objects.count > 10)
    let cases: [Case] = objects.enumerated().map { index, object in
      let (file, bytes) = object
      return (file, index % 4 == 3 ? .cut(to: 0) : .flip(offset: bytes.count / 2, mask: 0x55))
    }
    try await prove("damaged objects before: \(scenario)", cases, points: objects.count) {
      try await trial.problems(after: $0.damage, to: $0.file, right: right)
    }
  }

  @Test func oneRepairDoesWhatCanBeDoneAboutTwoDamagedFiles() async throws {
    let trial = try await ReadTrial(.repair)
    let cases = Self.cases(of: trial)
    var generator = SeededGenerator(seed: 47)
    let pairs = (0..<(Proof.isFull ? 3_000 : 8 * Proof.times)).map { _ in
      [0, 1].compactMap { _ in cases.randomElement(using: &generator) }
    }
    // In the other pairs, a record and an object that it names are damaged, because each is restored from the other.
    let distinct =
      pairs.filter { $0[0].file != $0[1].file } + Proof.sample(Self.relatedPairs(of: trial), 8, seed: 59)
    try await prove("two damaged files before: repair", distinct, points: trial.before.files.count) {
      try await trial.problemsOfRepair(after: $0)
    }
  }

  private static func cases(of trial: ReadTrial) -> [Case] {
    var generator = SeededGenerator(seed: 53)
    return trial.before.files.sorted { $0.key < $1.key }.flatMap { file, bytes in
      Damage.all(of: bytes.count, in: file, flips: 2, using: &generator).map { (file, $0) }
    }
  }

  /// Each snapshot record, paired with each object that it names.
  private static func relatedPairs(of trial: ReadTrial) -> [[Case]] {
    let files = trial.before.files.sorted { $0.key < $1.key }
    let objects = files.filter { $0.key.hasPrefix("objects/") }
    return files.filter { $0.key.hasPrefix("snapshots/") }.flatMap { record, bytes in
      objects.filter { object, _ in
        let name = (object as NSString).lastPathComponent.prefix { $0 != "." }
        return bytes.range(of: Data(name.utf8)) != nil
      }.map { object, content in
        [
          (record, .flip(offset: bytes.count / 2, mask: 0x55)),
          (object, .flip(offset: content.count / 2, mask: 0x55)),
        ]
      }
    }
  }

  private func prove<Item: Sendable>(
    _ name: String, _ whole: [Item], points: Int,
    _ problems: @escaping @Sendable (Item) async throws -> [String]
  ) async throws {
    let start = ContinuousClock.now
    let trials = Proof.share(whole)
    let lost = Mutex(0)
    try await Proof.forEach(trials) { trial in
      let found = try await problems(trial)
      if found.isEmpty { return }
      lost.withLock { $0 += 1 }
      Issue.record("\(name), \(trial): \(found.joined(separator: "\n"))")
    }
    Proof.report(name, points: points, faults: trials.count, lost: lost.withLock { $0 }, since: start)
  }
}
