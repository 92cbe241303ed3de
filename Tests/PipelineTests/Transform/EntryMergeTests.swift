import JSON
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

struct EntryMergeTests {
  private let entry = Entry(
    rank: 1, id: ItemID("tt0110413"), title: "Léon",
    fields: [JSONMember("rating", 8.5), JSONMember("year", 1994), JSONMember("image", "x.jpg")])
  private let answer = [
    JSONMember("title", "Léon: The Professional"), JSONMember("year", 1995), JSONMember("runtime", 110),
    JSONMember("rank", 9), JSONMember("id", "tt9"),
  ]

  private func merged(_ change: (inout Enrichment) -> Void) -> Entry {
    var enrichment = Enrichment(url: "https://www.omdbapi.com/", key: .none)
    change(&enrichment)
    return EntryMerge.entry(entry, answer: answer, enrichment: enrichment)
  }

  @Test func theAnswerWinsUnlessTheJobSaysOtherwise() {
    #expect(
      merged { _ in }
        == Entry(
          rank: 1, id: ItemID("tt0110413"), title: "Léon: The Professional",
          fields: [
            JSONMember("image", "x.jpg"), JSONMember("rating", 8.5), JSONMember("runtime", 110),
            JSONMember("year", 1995),
          ]))
    #expect(
      merged { $0.precedence = .source }
        == Entry(
          rank: 1, id: ItemID("tt0110413"), title: "Léon",
          fields: [
            JSONMember("image", "x.jpg"), JSONMember("rating", 8.5), JSONMember("runtime", 110),
            JSONMember("year", 1994),
          ]))
  }

  @Test func droppedFieldsAreGoneWhereverTheyCameFrom() {
    #expect(
      merged { $0.drop = ["image", "runtime", "year", "title", "rank"] }.fields.map(\.key) == ["rating"])
    #expect(merged { $0.drop = ["title"] }.title == "Léon: The Professional")
  }

  @Test func withoutAnAnswerTheEntryStaysButForItsDrops() {
    var enrichment = Enrichment(url: "https://www.omdbapi.com/", key: .none)
    enrichment.drop = ["image"]
    let kept = EntryMerge.entry(entry, answer: nil, enrichment: enrichment)
    #expect(kept.fields.map(\.key) == ["rating", "year"])
    #expect(kept.title == "Léon")
  }
}
