import Foundation

/// How much is proved: a sample in the usual suite, everything if `MARQUEE_PROOF` is `full`, and a multiple of the usual sample
/// if it is a number.
public enum Proof {
  private static let extent = ProcessInfo.processInfo.environment["MARQUEE_PROOF"] ?? ""
  /// Whether everything is tried.
  public static let isFull = extent == "full"
  /// By how much the usual sample is multiplied.
  public static let times = Int(extent) ?? 1

  /// Which part of all trials is made, from 0, and how many parts there are: `MARQUEE_PROOF_PART=2/50` is the second of fifty.
  private static let part: (index: Int, of: Int) = {
    let words = (ProcessInfo.processInfo.environment["MARQUEE_PROOF_PART"] ?? "").split(separator: "/")
    guard words.count == 2, let index = Int(words[0]), let count = Int(words[1]), 1...count ~= index else {
      return (0, 1)
    }
    return (index - 1, count)
  }()

  /// The trials of the part that is made; all of them if no part is named.
  ///
  /// The caller lists its trials in the same order every time, so that all parts together are the whole.
  public static func share<Item>(_ trials: [Item]) -> [Item] {
    if part.of == 1 { return trials }
    return stride(from: part.index, to: trials.count, by: part.of).map { trials[$0] }
  }

  /// A sample of `items`, the same one for the same seed; all items in the full form.
  public static func sample<Item>(_ items: [Item], _ count: Int, seed: UInt64) -> [Item] {
    let count = count * times
    if isFull || items.count <= count { return items }
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { part in
      // One from each section, so that no phase is left out.
      let start = items.count * part / count
      let end = max(start + 1, items.count * (part + 1) / count)
      return items[Int.random(in: start..<end, using: &generator)]
    }
  }

  private static let reporting = NSLock()

  /// Adds a row to the table of the full form, in the file that `MARQUEE_PROOF_REPORT` names.
  public static func report(
    _ proof: String, points: Int, faults: Int, lost: Int, since start: ContinuousClock.Instant
  ) {
    guard let path = ProcessInfo.processInfo.environment["MARQUEE_PROOF_REPORT"] else { return }
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    // Proofs run in parallel.
    reporting.lock()
    defer { reporting.unlock() }
    let row = "| \(proof) | \(points) | \(faults) | \(lost) | \(seconds) s |\n"
    guard let file = FileHandle(forWritingAtPath: path) else {
      try? Data(row.utf8).write(to: URL(fileURLWithPath: path))
      return
    }
    file.seekToEndOfFile()
    file.write(Data(row.utf8))
    try? file.close()
  }

  /// Does `body` for all `items`, two at a time.
  public static func forEach<Item: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var rest = items.makeIterator()
      for _ in 0..<2 {
        if let item = rest.next() { group.addTask { try await body(item) } }
      }
      while try await group.next() != nil {
        if let item = rest.next() { group.addTask { try await body(item) } }
      }
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// A generator whose numbers follow from `seed`.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
