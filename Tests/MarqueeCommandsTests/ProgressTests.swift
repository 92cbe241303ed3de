import Foundation
import MarqueeTestSupport
import Testing

@testable import MarqueeCommands

/// How a backfill shows its progress.
@Suite struct ProgressTests {
  private let end = "\r\u{1B}[K"

  @Test func aBarStaysWithinTheWidthOfTheTerminal() {
    // The words take 11 columns and the bar 30, with a space between them.
    let wide = ProgressBar.text(1, of: 3, "objects", width: 80)
    #expect(
      wide == end + String(repeating: "█", count: 10) + String(repeating: "░", count: 20) + " 1/3 objects")
    // 30 columns minus 11 for the words, one for the space and one that stays free.
    let narrow = ProgressBar.text(3, of: 3, "objects", width: 30)
    #expect(narrow == end + String(repeating: "█", count: 17) + " 3/3 objects")
    #expect(ProgressBar.text(3, of: 3, "objects", width: 17) == "\(end)3/3 objects")
    #expect(ProgressBar.text(3, of: 3, "objects", width: 8) == "\(end)3/3 obj")
    #expect(ProgressBar.text(0, of: 0, "", width: 0) == end)
  }

  @Test func thePaceIsToldInUnitsThatFit() {
    func pace(_ done: Int, _ total: Int, _ time: Duration) -> String? {
      ProgressBar.pace(done, of: total, "day", after: time)
    }
    #expect(pace(0, 10, .seconds(5)) == nil)
    #expect(pace(5, 10, .milliseconds(99)) == nil)
    #expect(pace(24, 60, .seconds(2)) == "12 days/s, 3 s left")
    #expect(pace(1, 1, .seconds(1)) == "1 day/s, 0 s left")
    // One day in four seconds, with 29 days left, and then 30.
    #expect(pace(11, 40, .seconds(44)) == "15 days/min, 116 s left")
    #expect(pace(10, 40, .seconds(40)) == "15 days/min, 2 min left")
    #expect(pace(10, 300, .seconds(40)) == "15 days/min, 19 min left")
    // One day in three minutes, with 100 days left.
    #expect(pace(2, 102, .seconds(360)) == "20 days/h, 5 h 0 min left")
  }

  /// A job with lists of 1 and 3 May.
  private func fixture() throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    try fixture.folder.write(#"[{"id":"b","title":"B","rank":1}]"#, to: "lists/2026-05-03.json")
    return fixture
  }

  private let words = ["backfill", "test", "--from", "2026-05-01", "--to", "2026-05-03"]

  @Test func aBackfillDrawsABarAndTellsTheDaysThatAreNotThere() async throws {
    let fixture = try fixture()
    let result = try await fixture.run(words, errorsWidth: 40)
    #expect(result.status == 0)
    let parts = result.errors.replacingOccurrences(of: "\n", with: "\r").split(separator: "\r")
      .map { $0.replacingOccurrences(of: "\u{1B}[K", with: "") }.filter { !$0.isEmpty }
    try #require(parts.count == 4)
    #expect(parts[0].contains("1/3 2026-05-01"))
    #expect(parts[1].hasPrefix("test 2026-05-02: missing"))
    #expect(parts[2].contains("2/3 2026-05-02"))
    #expect(parts[3].contains("3/3 2026-05-03"))
    for part in parts where part.contains("/3 ") { #expect(part.count < 40) }
    #expect(result.errors.hasSuffix(end))
  }

  @Test func whereNoBarCanBeDrawnEachDayHasALine() async throws {
    for (width, environment) in [(nil, [:]), (40, ["TERM": "dumb"])] as [(Int?, [String: String])] {
      let fixture = try fixture()
      let result = try await fixture.run(words, environment: environment, errorsWidth: width)
      let lines = result.errors.split(separator: "\n")
      #expect(lines.map { String($0.prefix(16)) } == ["01", "02", "03"].map { "test 2026-05-\($0):" })
      #expect(!result.errors.contains("\u{1B}"))
    }
  }
}
