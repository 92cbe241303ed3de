import JSON
import Presentation
import RankingModel
import Testing

@testable import History

@Suite struct WhenDocumentTests {
  private func answer(missing: Int, _ cadence: Cadence = .daily) -> WhenAnswer {
    WhenAnswer(
      chart: ChartName("test")!, cadence: cadence, condition: "a = 1",
      items: [WhenAnswer.Item(id: ItemID("a"), title: "A")],
      ranges: [
        HistoryAnswer.Series(from: Day("2026-05-02")!, to: Day("2026-05-16")!, days: 3),
        HistoryAnswer.Series(from: Day("2026-05-30")!, to: Day("2026-05-30")!, days: 1),
      ], coverage: Coverage(days: nil, observed: 6, due: 6 + missing))
  }

  @Test func theSumSaysBoundsWhereDaysAreMissing() {
    for (answer, sum, coverage) in [
      (answer(missing: 0), "it held on 4 days", "6 of 6 days observed"),
      (answer(missing: 1), "it held on 4 to 5 days", "6 of 7 days observed; 1 day is missing"),
      (
        answer(missing: 2, .weekly(due: .saturday)), "it held on 4 to 6 weeks",
        "6 of 8 weeks observed; 2 weeks are missing"
      ),
    ] {
      #expect(Array(answer.document.page.suffix(2)) == [.text(sum), .text(coverage)])
    }
  }

  @Test func noDayIsSaidInWords() {
    for (missing, words) in [
      (0, "it held on no published day"), (2, "it held on no published day (0 to 2 days)"),
    ] {
      var answer = answer(missing: missing)
      answer.ranges = []
      #expect(answer.document.page.count == 3)
      #expect(answer.document.page[1] == .text(words))
      #expect(answer.document.json["days"] == 0)
    }
  }

  @Test func anAnswerSaysWhereItsEpochBeginsAndEnds() {
    var answer = answer(missing: 0)
    let until = "only until 2026-05-31: on 2026-06-01 the list began to be made another way: longer lists"
    answer.nextEpoch = Epoch(start: Day("2026-06-01")!, reason: "longer lists")
    #expect(Array(answer.document.page.suffix(2)) == [.text("6 of 6 days observed"), .text(until)])
    #expect(answer.document.json["epoch"] == JSONValue.null)
    #expect(answer.document.json["epoch_end"] == ["to": "2026-05-31", "reason": "longer lists"])
    answer.epoch = Epoch(start: Day("2026-05-01")!, reason: "counts phones")
    let since = "only since 2026-05-01, when the list began to be made another way: counts phones"
    #expect(Array(answer.document.page.suffix(2)) == [.text(since), .text(until)])
    answer.nextEpoch = nil
    #expect(answer.document.page.last == .text(since))
    #expect(answer.document.json["epoch_end"] == JSONValue.null)
  }

  @Test func rowsNameTheirChartAndTheirCondition() {
    let text = Renderer(.jsonl).text(answer(missing: 0).document)
    #expect(
      text == #"{"chart":"test","condition":"a = 1","from":"2026-05-02","to":"2026-05-16","days":3}"# + "\n"
        + #"{"chart":"test","condition":"a = 1","from":"2026-05-30","to":"2026-05-30","days":1}"# + "\n")
  }
}
