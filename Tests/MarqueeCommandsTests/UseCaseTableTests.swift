import ArgumentParser
import Foundation
import Testing

@testable import MarqueeCommands

/// The table of use cases agrees with the commands, the operations and the libraries below them.
@Suite struct UseCaseTableTests {
  private static let sources =
    URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path + "/Sources"

  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
  }

  /// The rows of the table: for each cell, its words in code style.
  private static func rows() throws -> [[[String]]] {
    try text("Operations/Operations.docc/UseCases.md").split(separator: "\n")
      .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| use case") }
      .map { row in
        row.split(separator: "|").map { cell in cell.matches(of: #/`([^`]+)`/#).map { String($0.1) } }
      }
  }

  /// The types of all commands that do something, by the words that call them.
  private static func commands(
    _ command: any ParsableCommand.Type = MarqueeCommand.self, path: String = "marquee"
  ) -> [String: any ParsableCommand.Type] {
    let configuration = command.configuration
    guard !configuration.subcommands.isEmpty else { return [path: command] }
    return configuration.subcommands.reduce(into: [:]) { found, subcommand in
      let name = subcommand.configuration.commandName ?? ""
      // `marquee runs list` is called as `marquee runs`.
      let called = path == "marquee runs" && name == "list" ? path : "\(path) \(name)"
      found.merge(commands(subcommand, path: called)) { first, _ in first }
    }
  }

  /// Whether the file declares the function `name`.
  private static func declares(_ name: String, in file: String) throws -> Bool {
    let text = try text(file)
    return text.contains("func \(name)(") || text.contains("func \(name)<")
  }

  @Test func everyNamedPartIsThere() throws {
    let commands = Self.commands()
    let rows = try Self.rows()
    #expect(rows.count > 30)
    for row in rows {
      try #require(row.count == 5 && row[3].count == 2 && row[4].count == 2, "\(row)")
      #expect(row[1].count == row[2].count)
      if let name = row[1].first, let file = row[2].first {
        let command = try #require(commands[name], "\(name)")
        #expect(
          try Self.text("MarqueeCommands/\(file)").contains("struct \(command): "), "\(name) in \(file)")
      }
      #expect(try Self.declares(row[3][1], in: "Operations/\(row[3][0])"), "\(row[3])")
      #expect(try Self.declares(row[4][1], in: row[4][0]), "\(row[4])")
    }
  }

  @Test func everyCommandIsInTheTable() throws {
    let named = Set(try Self.rows().flatMap { $0[1] })
    #expect(Set(Self.commands().keys).subtracting(named) == [])
  }

  @Test func everyOperationIsInTheTable() throws {
    let named = Set(try Self.rows().map { "\($0[3][0]) \($0[3][1])" })
    for file in try FileManager.default.contentsOfDirectory(atPath: Self.sources + "/Operations")
    where file.hasSuffix(".swift") {
      // Public functions outside of `Workplace`, which are parts of use cases.
      let inner = ["WorkView.swift reader", "InputFile.swift bytes"]
      let methods = try Self.text("Operations/\(file)").matches(of: #/public (?:static )?func (\w+)/#)
      for method in methods where !inner.contains("\(file) \(method.1)") {
        #expect(named.contains("\(file) \(method.1)"), "\(file) \(method.1)")
      }
    }
  }
}
