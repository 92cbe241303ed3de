import JSON
import Jobs
import ListSources
import RankingModel
import Testing

@testable import Pipeline

/// Job files drafted from small lists: the text reads as if a person had written it, and the job reads the list.
@Suite struct JobDraftTests {
  /// The draft for `list` at `url`. It must be a job file that makes an entry of every row.
  private func draft(_ list: String, at url: String, mediaType: String? = nil) throws -> JobDraft {
    let draft = try JobDraft.make(Array(list.utf8), url: url, mediaType: mediaType)
    let (definition, diagnostics) = JobFile.parse(bytes: Array(draft.text.utf8), path: "/jobs/draft.yaml")
    #expect(diagnostics == [], "\(draft.text)")
    let result = try Transformer(try #require(definition)).entries(of: Array(list.utf8))
    #expect(result.rows == draft.rows)
    #expect(result.entries.count == draft.rows)
    #expect(result.unreadable == [])
    #expect(result.notes == [])
    return draft
  }

  @Test func aListWithIdsInADocument() throws {
    let draft = try draft(
      #"""
      {"errorMessage": "", "items": [
      {"id": "tt1", "rank": "1", "title": "Schindler&apos;s List", "imDbRating": "8.9", "year": "1993", "votes": "1,200"},
      {"id": "tt2", "rank": "2", "title": "Heat", "imDbRating": "8", "year": "1995", "votes": "900"}]}
      """#, at: "https://lists.example.org/data/films.json")
    #expect(
      draft.text == """
        # Drafted from 2 rows of the list. Look it through: names, types and the id are guesses.

        chart: "films"   # its name in the lake and in commands
        title: "Films"
        item: item   # what messages call one of its entries, such as film or song
        measures: [im_db_rating, votes]
        cadence: daily   # or weekly, { weekly: saturday }, monthly, irregular

        extract:
          url: "https://lists.example.org/data/films.json"
          items: "/items"   # where the rows are

        transform:
          fields:
            id:           { from: "/id" }
            title:        { from: "/title", decode: html }
            rank:         { from: "/rank" }
            im_db_rating: { from: "/imDbRating", type: decimal }
            year:         { from: "/year", type: year }
            votes:        { from: "/votes", type: integer }

        check:
          entries: { at-least: 1, on-failure: quarantine }   # a list that is cut off is held back

        """)
    #expect(draft.day == nil)
    #expect(
      draft.keys.map(\.pointer.description) == ["/id", "/rank", "/title", "/imDbRating", "/year", "/votes"])
    #expect(draft.keys.map(\.count) == [2, 2, 2, 2, 2, 2])
    #expect(draft.keys[3].example == "8.9")
    #expect(draft.keys[3].kind == "a string")
  }

  /// The day is part of the file's name, so past days are found as well.
  @Test func aDatedListWithoutIds() throws {
    let draft = try draft(
      #"""
      {"date": "1990-01-06", "data": [
      {"song": "Another Day", "artist": "Phil", "this_week": 1, "last_week": null, "weeks_on_chart": 10},
      {"song": "Nation", "artist": "Janet", "this_week": 2, "last_week": 4, "weeks_on_chart": 9}]}
      """#, at: "file:///lists/hot100/1990-01-06.json")
    #expect(
      draft.text == """
        # Drafted from 2 rows of the list. Look it through: names, types and the id are guesses.

        chart: "hot100"   # its name in the lake and in commands
        title: "Hot100"
        item: item   # what messages call one of its entries, such as film or song
        cadence: daily   # or weekly, { weekly: saturday }, monthly, irregular

        extract:
          url: "file:///lists/hot100/1990-01-06.json"
          items: "/data"   # where the rows are
          date: "/date"   # the list's own date, which is checked

        transform:
          fields:
            id:             { of: ["/song", "/artist"] }
            title:          { from: "/song" }
            rank:           { from: "/this_week" }
            artist:         { from: "/artist" }
            last_week:      { from: "/last_week", type: integer }
            weeks_on_chart: { from: "/weeks_on_chart", type: integer }

        check:
          entries: { at-least: 1, on-failure: quarantine }   # a list that is cut off is held back

        # Where past days are.
        archives:
          - url: "file:///lists/hot100/{day}.json"

        """)
    #expect(draft.day == Day("1990-01-06"))
  }

  @Test func aTable() throws {
    let draft = try draft(
      """
      Place;Title;Author;Price;Score;Published
      #1;"Moby Dick; Or, The Whale";Herman Melville;$12;3,7;1851-10-18
      #2;Emma;Jane Austen;$9;-;1815-12-23

      """, at: "https://example.org/books.csv?year=2025")
    #expect(
      draft.text == """
        # Drafted from 2 rows of the list. Look it through: names, types and the id are guesses.

        chart: "books"   # its name in the lake and in commands
        title: "Books"
        item: item   # what messages call one of its entries, such as film or song
        measures: [price, score]
        cadence: daily   # or weekly, { weekly: saturday }, monthly, irregular

        extract:
          url: "https://example.org/books.csv?year=2025"
          delimiter: ";"

        transform:
          fields:
            id:        { of: ["/Title", "/Author"] }
            title:     { from: "/Title" }
            rank:      { from: "/Place" }
            author:    { from: "/Author" }
            price:     { from: "/Price", type: money }
            score:     { from: "/Score", type: decimal, decimal-separator: ",", absent: ["-", "N/A"] }
            published: { from: "/Published", type: date }

        check:
          entries: { at-least: 1, on-failure: quarantine }   # a list that is cut off is held back

        """)
  }

  @Test func linesOfJSON() throws {
    let draft = try draft(
      #"""
      {"name": "One", "link": "https://example.org/title/tt0000001/", "tags": ["a", "b"], "owner": {"login": "x"}, "new": true}
      {"name": "Two", "link": "https://example.org/title/tt0000002/", "tags": [], "owner": {"login": "y"}, "new": false}
      """#, at: "https://example.org/v1/feed", mediaType: "application/x-ndjson")
    #expect(
      draft.text == """
        # Drafted from 2 rows of the list. Look it through: names, types and the id are guesses.

        chart: "feed"   # its name in the lake and in commands
        title: "Feed"
        item: item   # what messages call one of its entries, such as film or song
        cadence: daily   # or weekly, { weekly: saturday }, monthly, irregular

        extract:
          url: "https://example.org/v1/feed"
          format: json-lines

        transform:
          fields:
            id:          { from: "/link", match: "tt[0-9]+" }
            title:       { from: "/name" }
            rank:        { position: true }
            link:        { from: "/link" }
            tags:        { from: "/tags", type: list }
            owner_login: { from: "/owner/login" }
            new:         { from: "/new", type: boolean }

        check:
          entries: { at-least: 1, on-failure: quarantine }   # a list that is cut off is held back

        """)
  }

  @Test func rowsByKeyAndPages() throws {
    let keyed = try draft(
      #"{"a": {"name": "A", "n": 1}, "b": {"name": "B", "n": 2}, "c": {"name": "C", "n": 3}}"#,
      at: "https://example.org/things.json")
    #expect(keyed.text.contains("  items: \"\"   # where the rows are\n  key-as: id   #"))
    #expect(keyed.text.contains(#"    id:    { from: "/id" }"#))
    let pages = try draft(
      #"[{"items": [{"id": 1, "name": "A"}]}, {"items": [{"id": 2, "name": "B"}, {"id": 3, "name": "C"}]}]"#,
      at: "https://example.org/things.json")
    #expect(pages.rows == 3)
    #expect(pages.text.contains(#"  items: "/*/items""#))
  }

  @Test(arguments: [
    ("", TransformError.Kind.empty), ("<!DOCTYPE html>", .webPage), (#"{"error": "none"}"#, .noRows),
    ("[1, 2]", .noRows),
  ])
  func whatIsNoListIsRefused(text: String, kind: TransformError.Kind) {
    let error = #expect(throws: TransformError.self) {
      try JobDraft.make(Array(text.utf8), url: "https://example.org/list.json")
    }
    #expect(error?.kind == kind)
  }
}
