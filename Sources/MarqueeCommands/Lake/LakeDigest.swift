import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee lake digest`.
struct LakeDigestCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Read and verify every record, and print one hash of all of them.",
    discussion: """
      Keep the hash to verify later that no record was changed, removed or inserted.
      --expect looks for it among the first records; the exit code is 31 if it is
      not found. Objects are named by the records and hashed by
      `marquee lake check --read-data`.

      Take a digest when no run is under way, or --as-of an instant before the
      runs that are: a record can be listed only a moment after the instant in its
      name, so a digest taken during a run may miss it.

      Examples:
        marquee lake digest
        marquee lake digest --as-of 2026-05-01
        marquee lake digest --expect \\
          5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
      """)

  @OptionGroup var cutoff: RecordCutoff

  @Option(help: ArgumentHelp("A digest that was kept, to be found again.", valueName: "hash"))
  var expect: MerkleHash?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let digest = try await workplace.digest(
      DigestQuestion(asOf: cutoff.asOf ?? workplace.now, expected: expect))
    let words = digest.expected.map { expected in
      "the digest is that of the first \(expected.size) of \(counted(digest.total.size, "record", "records")): "
        + "none of them was changed or removed, and none was inserted among them"
    }
    return Answer(digest.document, saying: words)
  }
}
