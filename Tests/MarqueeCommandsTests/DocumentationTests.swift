import ArgumentParser
import Foundation
import Testing

@testable import MarqueeCommands

/// The README agrees with the command line.
@Suite struct DocumentationTests {
  private static let readme: String = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return (try? String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)) ?? ""
  }()

  /// All commands that do something, as the README shows them: `marquee runs list` is shown as `marquee runs`.
  private static func commands(_ command: any ParsableCommand.Type, path: [String]) -> [String] {
    let configuration = command.configuration
    guard !configuration.subcommands.isEmpty else { return [path.joined(separator: " ")] }
    return configuration.subcommands.flatMap { subcommand -> [String] in
      let name = subcommand.configuration.commandName ?? ""
      return commands(subcommand, path: path + (path.last == "runs" && name == "list" ? [] : [name]))
    }
  }

  @Test func everyCommandIsShown() {
    let commands = Self.commands(MarqueeCommand.self, path: ["marquee"])
    #expect(commands.count > 15)
    for command in commands { #expect(Self.readme.contains("`\(command)"), "\(command)") }
  }

  @Test func everyCommandShownThereIs() {
    let commands = Set(Self.commands(MarqueeCommand.self, path: ["marquee"]))
    let rows = Self.readme.split(separator: "\n").filter { $0.hasPrefix("| `marquee ") }
    let shown = rows.flatMap { $0.matches(of: #/`(marquee [a-z ]+?)(?: [A-Z]+)?`/#).map { String($0.1) } }
    #expect(shown.count > 15)
    for command in shown { #expect(commands.contains(command), "\(command)") }
  }

  /// The citation file and the names of the packages in the README carry the version.
  @Test func theVersionIsTheSameEverywhere() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let citation = try String(
      contentsOf: root.appendingPathComponent(".github/CITATION.cff"), encoding: .utf8)
    #expect(citation.contains("\nversion: \(marqueeVersion)\n"))
    #expect(Self.readme.contains(" marquee-\(marqueeVersion)-linux-x86_64.tar.gz "))
    #expect(Self.readme.contains(" ./marquee_\(marqueeVersion)_amd64.deb "))
    #expect(Self.readme.contains(":marquee-\(marqueeVersion)-image-amd64.tar "))
  }

  @Test func everyExitCodeIsShown() {
    for status in ExitStatus.allCases { #expect(Self.readme.contains("\n| \(status.rawValue) | ")) }
    let rows = Self.readme.split(separator: "\n").count { $0.firstMatch(of: #/^\| \d+ \| /#) != nil }
    #expect(rows == ExitStatus.allCases.count)
  }

  /// A longer line would be broken within, which leaves single words on lines of their own.
  @Test func everyLineOfHelpFitsATerminal() {
    func check(_ command: any ParsableCommand.Type) {
      for line in command.configuration.discussion.split(separator: "\n") {
        #expect(line.count <= 80, "\(command): \(line)")
      }
      for subcommand in command.configuration.subcommands { check(subcommand) }
    }
    check(MarqueeCommand.self)
  }

  @Test func everyCommandHasAnAbstract() {
    func check(_ command: any ParsableCommand.Type) {
      #expect(!command.configuration.abstract.isEmpty, "\(command)")
      for subcommand in command.configuration.subcommands { check(subcommand) }
    }
    check(MarqueeCommand.self)
  }
}
