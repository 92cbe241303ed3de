import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee prove`.
struct ProveCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract:
      "Write a proof that a row was published, or that the lake has only grown since an earlier digest.",
    discussion: """
      A proof is one JSON file that anybody can check without Marquee and without
      the lake, by a short script in Python that the documentation has (Proofs):
      the row is in the version, the version is named by the record, and the
      record is one of those whose digest `marquee lake digest` prints.

      Examples:
        marquee prove imdb-top10 2026-05-01 tt0068646 --output godfather.json
        marquee prove imdb-top10 2026-05-01 "The Godfather" --as-of 2026-06-01
        marquee prove --extends \\
          5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName?

  @Argument(help: "The day, as YYYY-MM-DD.") var day: Day?

  @Argument(help: "An id, an address with the id in it, a title, or a part of a title.") var item: String?

  @Option(
    help: ArgumentHelp(
      "Prove that the records begin with those of this earlier digest, in place of a row.", valueName: "hash")
  )
  var extends: MerkleHash?

  @OptionGroup var cutoff: RecordCutoff

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the proof there.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var output: String?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  private static let notOneProof = ValidationError("give CHART DAY ITEM, or --extends HASH alone")

  func validate() throws {
    if extends != nil ? chart != nil : item == nil { throw ProveCommand.notOneProof }
    if ![.table, .json].contains(options.format) {
      throw ValidationError("a proof is JSON: give no --format")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let asOf = cutoff.asOf ?? workplace.now
    let proof =
      if let chart, let day, let item {
        try await workplace.prove(ProofQuestion(chart: chart, day: day, item: item, asOf: asOf))
      } else if let extends {
        try await workplace.proveExtension(ExtensionQuestion(earlier: extends, asOf: asOf))
      } else {
        throw ProveCommand.notOneProof
      }
    let text = JSONText.pretty(proof)
    guard let output else {
      try terminal.context.output.write(text)
      return Answer()
    }
    try OutputFile.create(text, at: output, "proof")
    return Answer(saying: "wrote \(output)")
  }
}
