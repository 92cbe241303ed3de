import Foundation
import Testing

/// Only the command line knows commands. Everything below it says what failed and what would mend it as a value, so that
/// every front can say it in its own words.
@Suite struct CommandWordsTests {
  private static let fronts: Set<String> = ["MarqueeCommands", "marquee"]
  /// The files that call another program, or tell how it is called, spell its options.
  private static let callers = ["/ListSources/Captures/Git", "/AWS/Access/CredentialPlaces.swift"]

  private static let targets =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: ImportTableTests.root + "/Sources")) ?? []).filter { !fronts.contains($0) }.sorted()

  /// The lines of `text`, comments aside, that name a command or an option.
  private static func linesWithCommands(in text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
      !$0.hasPrefix("//") && $0.firstMatch(of: /\bmarquee [a-z]|(^|[\s"'(`])--[a-z]/) != nil
    }
  }

  @Test(arguments: targets) func nothingBelowTheCommandLineNamesACommand(target: String) throws {
    for file in ImportTableTests.swiftFiles(in: "\(ImportTableTests.root)/Sources/\(target)")
    where !Self.callers.contains(where: file.contains) {
      let lines = Self.linesWithCommands(in: try String(contentsOfFile: file, encoding: .utf8))
      #expect(lines.isEmpty, "\(file.dropFirst(ImportTableTests.root.count + 1)): \(lines)")
    }
  }

  @Test func theTargetsAreFound() {
    #expect(Self.targets.contains("RankingModel"))
  }

  @Test func aCommandOrAnOptionWouldBeFound() {
    let text = """
      // marquee lake repair
      hint: "marquee lake repair"
        "ask with --day DAY"
      "--lake DIR"
      "this Marquee reads"
      label: "marquee"
      "a -- b"
      """
    #expect(
      Self.linesWithCommands(in: text) == [
        #"hint: "marquee lake repair""#, #""ask with --day DAY""#, #""--lake DIR""#,
      ])
  }
}
