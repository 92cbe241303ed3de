import RankingModel
import Testing

@testable import Operations

/// The lines of a crontab that Marquee finds again by its marks.
@Suite struct CrontabTextTests {
  private let text = CrontabText(name: "marquee-run")
  private let begin = "# Made by Marquee: begin marquee-run\n"
  private let end = "# Made by Marquee: end marquee-run\n"

  @Test func onlyTheLinesBetweenTheMarksAreReplaced() throws {
    let other = "# Made by Marquee: begin marquee-run-x\n1\n# Made by Marquee: end marquee-run-x\n"
    let crontab = "a\n\(begin)b\n\(end)\(other)c\n"
    #expect(try text.found(in: crontab) == "\(begin)b\n\(end)")
    #expect(try text.replacing(with: "", in: crontab) == "a\n\(other)c\n")
    #expect(try text.found(in: other) == nil)
    #expect(try text.replacing(with: "b\n", in: "a") == "a\nb\n")
  }

  @Test func nothingIsTakenAwayWhereTheMarksDoNotPair() {
    let block = "\(begin)b\n\(end)"
    // In the first of these, the user's own line stands between two begin marks.
    for crontab in [
      "\(begin)b\nmine\n\(block)", "\(begin)mine\n", "mine\n\(end)", "\(end)mine\n\(begin)",
      "\(block)mine\n\(block)",
    ] {
      let error = #expect(throws: Failure.self) { try text.replacing(with: "", in: crontab) }
      #expect(error?.kind == .usage)
    }
  }
}
