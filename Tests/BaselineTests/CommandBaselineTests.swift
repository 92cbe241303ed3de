import Foundation
import Testing

/// Every command says over the bundled sample what it said before: its exit code, standard error and standard output, for each
/// step of the table in `Step.swift`, one file a step.
///
/// A difference is either intended or a fault. An intended difference is written with
///
///     MARQUEE_BASELINE=write swift test --filter BaselineTests
///
/// and reviewed in the diff of `Tests/BaselineTests/Baseline`. Set `MARQUEE_BINARY` to test another build of the program.
@Suite struct CommandBaselineTests {
  @Test func everyCommandSaysWhatItSaid() async throws {
    if Baseline.isWriting { try? FileManager.default.removeItem(atPath: "\(Baseline.folder)/commands") }
    var sample = try SampleFolder()
    var now = ""
    for step in Step.all {
      now = step.now ?? now
      let text = try await sample.take(step, now: now)
      if let difference = try Baseline.difference(in: "commands/\(step.name).txt", now: text) {
        Issue.record("\(difference)")
      }
    }
  }

  @Test(.disabled(if: Baseline.isWriting)) func everyFileBelongsToAStep() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(Baseline.folder)/commands")
    #expect(names.sorted() == Step.all.map { "\($0.name).txt" }.sorted())
  }

  /// The README's table of commands is complete: another test compares it with the program.
  @Test func everyCommandIsAskedAndTimeOnlyGoesOn() throws {
    let readme = try String(contentsOfFile: "\(Baseline.root)/README.md", encoding: .utf8)
    let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| `marquee ") }
    let commands = rows.flatMap { $0.matches(of: /`marquee ([a-z ]+[a-z])/).map { String($0.1) } }
    #expect(commands.count > 15)
    for command in commands {
      #expect(
        Step.all.contains { ($0.words.joined(separator: " ") + " ").hasPrefix(command + " ") }, "\(command)")
    }
    let times = Step.all.compactMap(\.now)
    #expect(times == times.sorted() && Set(times).count == times.count)
  }
}
