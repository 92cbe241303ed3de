import JSON
import Testing

@Suite struct NormalizerTests {
  @Test func instantsRunsAndRecordsAreNumberedByTheirFirstPlace() {
    let text = """
      2026-05-20T12:03:00.017000Z 20260520T120300-87a50a76 2026-05-20T12:04:59.5Z 2026-05-20T12:04:59Z
      2026-05-20T12:03:00.017000Z 20260520T120400-50ca2453 20260520T120300-87a50a76
      snapshots/sample/20260520T120300106497Z-2026-05-01-\(String(repeating: "c68e0bb9", count: 8)).json 2026-05-01
      """
    let expected = """
      <2026-05-20T12:03 instant 1> <run 1> <2026-05-20T12:04 instant 2> <2026-05-20T12:04>
      <2026-05-20T12:03 instant 1> <run 2> <run 1>
      snapshots/sample/<record 1>.json 2026-05-01
      """
    #expect(Normalizer().normalize(text) == expected)
  }

  @Test func timesOfStepsAreLeftOut() {
    let text = """
        "durations": {
          "extract": 120,
          "load": 31
        },
        "check": "entries",
      step       seconds
      extract      0.120
      load        12.031
      checks 7
      """
    let expected = """
        "durations": {
          "extract": <time>,
          "load": <time>
        },
        "check": "entries",
      step       seconds
      extract      <time>
      load        <time>
      checks 7
      """
    #expect(Normalizer().normalize(text) == expected)
  }

  @Test func foldersGetTheirWords() {
    let normalizer = Normalizer(folders: [("/tmp/a/lake", "<lake>"), ("/tmp/a", "<folder>")])
    #expect(normalizer.normalize("/tmp/a/lake and file:///tmp/a/jobs") == "<lake> and file://<folder>/jobs")
  }

  @Test func theFirstDifferenceIsShownWithWhatComesBefore() {
    #expect(Baseline.firstDifference(kept: "a\nb\nc\nd\n", now: "a\nb\nc\nd\n") == nil)
    #expect(
      Baseline.firstDifference(kept: "a\nb\nc\nd", now: "a\nb\nc\ne\nf")
        == "  line 4:\n    b\n    c\n  - d\n  + e\n  + f")
    #expect(Baseline.firstDifference(kept: "a", now: "a\nb") == "  line 2:\n    a\n  + b")
  }
}
