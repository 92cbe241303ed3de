import Foundation
import MarqueeTestSupport
import Testing

/// Runs the worked example of `Operations.docc/Archives.md` with the real program.
@Suite(.timeLimit(.minutes(30))) struct ArchivesPageTests {
  /// What a reader types along a page: files, and commands with their output.
  private struct Example {
    var files: [(name: String, lines: [String])] = []
    var commands: [(words: String, output: [String])] = []

    /// A file begins with a comment that is only its name, a command with `$`; both end where prose goes on.
    init(_ page: String) {
      enum Place { case prose, file, command }
      var place = Place.prose
      for line in page.components(separatedBy: "\n") {
        let text = String(line.dropFirst(4))
        if line.hasPrefix("    $ ") {
          commands.append((String(text.dropFirst(2)), []))
          place = .command
        } else if line.hasPrefix("    # "), let name = text.wholeMatch(of: #/# ([a-z\/]+\.(?:sh|yaml))/#) {
          files.append((String(name.1), []))
          place = .file
        } else if !line.isEmpty, !line.hasPrefix("    ") {
          place = .prose
        }
        switch place {
        case .prose: continue
        case .file: files[files.count - 1].lines.append(text)
        case .command:
          if !line.hasPrefix("    $ ") { commands[commands.count - 1].output.append(text) }
        }
      }
    }
  }

  /// Whether `line` fits `shown`, a line of the page in which `…` and the spaces after it stand for anything.
  private func fits(_ line: String, _ shown: String) -> Bool {
    let pieces = shown.components(separatedBy: "…")
    let rest = pieces.dropFirst().map { String($0.drop { $0 == " " }) }
    let pattern = (pieces.prefix(1) + rest).map { NSRegularExpression.escapedPattern(for: $0) }
      .joined(separator: ".*")
    return line.range(of: "^\(pattern)$", options: .regularExpression) != nil
  }

  private func lines(_ text: [String]) -> [String] { Array(text.reversed().drop { $0.isEmpty }.reversed()) }

  @Test func theProgramPrintsWhatThePageShows() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = root.appendingPathComponent("Sources/Operations/Operations.docc/Archives.md")
    let example = Example(try String(contentsOf: page, encoding: .utf8))
    #expect(example.files.map(\.name) == ["history.sh", "jobs/trees.yaml"])
    #expect(example.commands.count == 13)
    let folder = try TemporaryFolder()
    for file in example.files {
      try folder.write(file.lines.joined(separator: "\n") + "\n", to: file.name)
    }
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "bin"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "bin/marquee"), withDestinationPath: MarqueeBinary.path)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for (words, output) in example.commands {
      let result = try execute(
        "/bin/sh", ["-c", words],
        environment: [
          "PATH": "\(folder.path(of: "bin")):\(path)", "GIT_CONFIG_GLOBAL": "/dev/null",
          "GIT_CONFIG_NOSYSTEM": "1",
        ], in: folder.path)
      #expect([0, 11].contains(result.status), "\(words): \(result.errors)")
      let (printed, shown) = (lines(result.output.components(separatedBy: "\n")), lines(output))
      #expect(printed.count == shown.count, "\(words):\n\(result.output)")
      for (line, expected) in zip(printed, shown) where !fits(line, expected) {
        Issue.record("\(words): the page shows\n\(expected)\nand the program prints\n\(line)")
      }
    }
  }
}
