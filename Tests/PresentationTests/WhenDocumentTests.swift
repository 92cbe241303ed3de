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
    for (answer, sum) in [
      (answer(missing: 0), "4 days; 6 of 6 due days are published"),
      (answer(missing: 1), "4 to 5 days; 1 day is missing; 6 of 7 due days are published"),
      (
        answer(missing: 2, .weekly(due: .saturday)),
        "4 to 6 weeks; 2 weeks are missing; 6 of 8 due weeks are published"
      ),
    ] {
      #expect(answer.document.page.last == .text(sum))
    }
  }

  @Test func rowsNameTheirChart() {
    let text = Renderer(.jsonl).text(answer(missing: 0).document)
    #expect(
      text == #"{"chart":"test","from":"2026-05-02","to":"2026-05-16","days":3}"# + "\n"
        + #"{"chart":"test","from":"2026-05-30","to":"2026-05-30","days":1}"# + "\n")
  }
}
