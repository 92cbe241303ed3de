import Foundation
import MarqueeTestSupport
import Testing

/// The number of calls of fsync and fdatasync on the lake's files and folders does not rise.
///
/// The file `synchronizations.txt` of the baseline holds the limit for each command. A rise fails. After a fall the lower number
/// is written there by hand, or by `MARQUEE_BASELINE=write`. Answers that arrive together are made durable together. How many do
/// depends on the machine, so the limit for a day with new answers leaves some room (it makes 40 calls where nothing else runs).
@Suite struct SynchronizationTests {
  @Test func theNumbersDoNotRise() async throws {
    let full = try SampleFolder()
    var counts = [
      ("a backfill of 15 days", try await count(full, "backfill sample --from 2026-05-01 --to 2026-05-15"))
    ]
    counts.append(("a rebuilt catalogue", try await count(full, "lake reindex")))
    // Ten answers that are older than the job allows, and whose sources have changed.
    for name in try FileManager.default.contentsOfDirectory(atPath: full.folder.path(of: "data/sample/omdb"))
    {
      try full.replace(#""Plot": "N/A""#, with: #""Plot": "Told.""#, in: "data/sample/omdb/\(name)")
    }
    let later = "2026-06-20T12:00:00Z"
    // An object that another process stored just now is synchronized again, so the objects are made an hour old.
    func age() throws {
      _ = try shell("find '\(full.folder.path(of: "lake"))' -name '*.gz' -exec touch -d '1 hour ago' {} +")
    }
    try age()
    let day = "run sample --day 2026-05-16"
    counts.append(("a day with ten new answers", try await count(full, day, now: later)))
    try age()
    counts.append(("a day that is unchanged", try await count(full, day, now: later)))

    if Baseline.isWriting {
      let text = counts.map { "\($0.1) \($0.0)\n" }.joined()
      _ = try Baseline.difference(in: "synchronizations.txt", now: text)
    } else {
      let kept = try String(contentsOfFile: "\(Baseline.folder)/synchronizations.txt", encoding: .utf8)
      for (what, count) in counts {
        let most = kept.split(separator: "\n").first { $0.hasSuffix(" \(what)") }?.split(separator: " ").first
        let limit = try #require(most.flatMap { Int($0) }, "\(what) is not in synchronizations.txt")
        #expect(count > 0 && count <= limit, "\(what): \(count) synchronizations, and \(limit) is the most")
      }
    }
  }

  /// The number of synchronizations below the lake's folder that a command makes.
  private func count(_ sample: SampleFolder, _ command: String, now: String = "2026-05-20T12:00:00Z")
    async throws
    -> Int
  {
    let trace = sample.folder.path(of: "trace")
    defer { try? FileManager.default.removeItem(atPath: trace) }
    let environment = [
      "MARQUEE_FAULT_ROOT": sample.folder.path(of: "lake"), "MARQUEE_FAULT_TRACE": trace,
    ]
    let words = command.split(separator: " ").map(String.init)
    let ending = try await sample.run(words, now: now, environment: environment)
    #expect([0, 11].contains(ending.status), "\(command): \(ending.errors)")
    return try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").count {
      $0.hasPrefix("sync\t")
    }
  }
}
