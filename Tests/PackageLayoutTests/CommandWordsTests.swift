import Foundation
import Testing

/// Only the command line knows commands. The layers below it report a failure and its remedy as values, so that every front can
/// word them in its own way.
@Suite struct CommandWordsTests {
  private static let fronts: Set<String> = ["MarqueeCommands", "marquee"]
  /// Files that call another program, or tell how to call it: they contain its options.
  private static let callers = ["/ListSources/Captures/Git", "/AWS/Access/CredentialPlaces.swift"]

  private static let targets =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: ImportTableTests.root + "/Sources")) ?? []).filter { !fronts.contains($0) }.sorted()

  /// The lines of `text`, without comments, that name a command or an option.
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
