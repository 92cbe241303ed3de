import Foundation
import RankingModel
import Testing

@testable import MarqueeCommands

@Suite struct ExitStatusTests {
  /// The outcomes of a day, the most severe first; a run without an outcome was interrupted.
  private static let outcomes: [(state: DayState?, code: Int32)] = [
    (nil, 130), (.failed, 12), (.quarantined, 11), (.unavailable, 21), (.missing, 13), (.degraded, 0),
    (.published, 0),
  ]

  private static func report(_ state: DayState?, _ trigger: RunReport.Trigger = .run) -> RunReport {
    var report = RunReport(
      id: "run", chart: ChartName("test")!, day: Day("2026-05-01")!, trigger: trigger,
      startedAt: Instant("2026-05-01T06:00:00Z")!)
    report.outcome = state
    return report
  }

  @Test func ofTwoDaysTheGraverOneGivesTheCode() {
    for (first, left) in Self.outcomes.enumerated() {
      for (second, right) in Self.outcomes.enumerated() {
        let status = ExitStatus(outcomes: [Self.report(left.state), Self.report(right.state)])
        #expect(status.rawValue == Self.outcomes[min(first, second)].code, "\(left) \(right)")
      }
    }
    #expect(ExitStatus(outcomes: []) == .success)
  }

  @Test func degradedDaysAndDaysThatArchivesLackCountWhereThatIsAskedFor() {
    let filled = [Self.report(.missing, .backfill), Self.report(.published, .backfill)]
    #expect(ExitStatus(outcomes: filled) == .success)
    #expect(ExitStatus(outcomes: filled, failOn: [.degraded]) == .success)
    #expect(ExitStatus(outcomes: filled, failOn: [.missing]) == .missingDay)
    #expect(ExitStatus(outcomes: [Self.report(.degraded)], failOn: [.degraded, .missing]) == .degraded)
    // A day whose source could not be asked does not count as missing.
    #expect(ExitStatus(outcomes: [Self.report(.unavailable, .backfill)]) == .source)
  }

  @Test func statesThatCountAreGivenWithCommas() {
    #expect(FailOn(argument: "degraded")?.states == [.degraded])
    #expect(FailOn(argument: "missing,degraded")?.states == [.degraded, .missing])
    for words in ["", "failed", "missing,", "Missing", "degraded missing"] {
      #expect(FailOn(argument: words)?.states == nil, "\(words)")
    }
  }

  @Test func theREADMENamesTheOrder() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let words = [DayState.failed, .quarantined, .unavailable, .missing, .degraded].map(\.rawValue)
    #expect(readme.contains("\(words[0]), then \(words[1...].joined(separator: ", "))."))
  }
}
