import Foundation
import JSON
import MarqueeTestSupport
import Presentation
import RankingModel
import Synchronization
import Testing

@testable import MarqueeCommands

/// Errors in the form that other programs read.
@Suite struct FailureReportTests {
  @Test func anAmbiguousNameComesWithItsCandidates() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([("2026-05-01", .published, ["Alpha", "Alpha Two"])])
    let result = try await fixture.run("history", "test", "alp", "--format", "json")
    #expect(result.status == 14)
    #expect(result.output == "")
    #expect(
      result.errors == #"""
        {"candidates":[{"id":"tt-alpha","title":"Alpha"},{"id":"tt-alpha two","title":"Alpha Two"}],\#
        "detail":"2 items on test fit \"alp\":\n  tt-alpha  Alpha\n  tt-alpha two  Alpha Two",\#
        "hint":"ask with the id, such as: marquee history test tt-alpha --format json --lake \#(fixture.lake)",\#
        "status":14,"title":"no data for what was asked","type":"urn:marquee:no-data"}

        """#)
    let line = Array(result.errors.utf8.dropLast())
    #expect(CanonicalJSON.bytes(try JSONReader.read(line)) == line)
  }

  @Test(arguments: [["chart", "--format", "json"], ["chart", "--format=json"], ["chart", "--json"]])
  func wordsThatDoNotFitAreToldInTheSameShape(_ words: [String]) async throws {
    let result = try await ProgramFixture().run(words)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(
      result.errors == #"""
        {"detail":"Missing expected argument '<chart>'","hint":"marquee chart --help","status":64,\#
        "title":"usage error","type":"urn:marquee:usage"}

        """#)
  }

  @Test func helpIsNoError() async throws {
    let result = try await ProgramFixture().run("chart", "--help", "--format", "json")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("OVERVIEW: "))
    #expect(result.errors == "")
  }

  @Test func otherFormsTellErrorsInWords() async throws {
    let fixture = try ProgramFixture()
    for format in ["table", "jsonl", "csv", "markdown"] {
      let result = try await fixture.run("tag", "list", "--format", format)
      #expect(
        result.errors == """
          marquee: there is no lake in \(fixture.lake) yet
            run a job first (marquee run JOB --lake \(fixture.lake) --jobs-dir \(fixture.folder.path(of: "jobs"))), \
          or name another lake with --lake DIR

          """)
    }
  }

  @Test func whatATerminalActsOnIsEscaped() {
    let written = Mutex<[UInt8]>([])
    let output = StandardOutput { bytes in written.withLock { $0 += bytes } }
    let report = FailureReport(["--format", "json"], in: CommandContext(output: output, errors: output))
    let failure = Failure(.source, "it says \u{1B}[31m", facts: [JSONMember("name", "\u{202E}")])
    #expect(report.end(with: failure) == 21)
    #expect(
      String(decoding: written.withLock { $0 }, as: UTF8.self) == #"""
        {"detail":"it says \u001b[31m","name":"\u202e","status":21,\#
        "title":"a source could not be asked; a later try may help","type":"urn:marquee:source"}

        """#)
  }

  @Test func theLastOptionCountsAndNoneBehindTheDashes() {
    #expect(value(of: "--format", in: ["--format", "csv", "--format=json"]) == "json")
    #expect(value(of: "--format", in: ["x", "--", "--format", "json"]) == nil)
  }

  @Test func everyTypeIsInTheREADME() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    for kind in Failure.Kind.allCases {
      #expect(readme.contains("`\(kind.rawValue)` (\(ExitStatus(kind).rawValue))"), "\(kind)")
    }
  }
}
