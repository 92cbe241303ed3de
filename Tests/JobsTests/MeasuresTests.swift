import RankingModel
import Testing

@testable import Jobs

struct MeasuresTests {
  private func job(_ measures: String) -> String {
    wholeJob.replacing(
      "title: IMDb top 10\n", with: "title: IMDb top 10\nmeasures: \(measures)\n", maxReplacements: 1)
  }

  private func measures(_ text: String) -> [String]? {
    JobFile.parse(bytes: Array(text.utf8), path: "x").definition?.measures
  }

  @Test func measuresAreReadInTheirOrder() {
    // `rating` is a field of the list, the others are fields of enrichment.
    #expect(measures(job("[runtime, rating, year]")) == ["runtime", "rating", "year"])
    #expect(measures(job("[]")) == [])
    #expect(measures(wholeJob) == [])
  }

  @Test func theSettingsOfTheChartSayThem() throws {
    let definition = try #require(
      JobFile.parse(bytes: Array(job("[rating]").utf8), path: "x").definition)
    #expect(definition.settings.measures == ["rating"])
  }

  @Test(arguments: [
    (
      "rating", "x:3:11: measures must be a list of names of fields, such as [rating], found \"rating\""
    ),
    ("[ratng]", "x:3:12: no field is named \"ratng\"; did you mean \"rating\"?"),
    // Enrichment keeps year and runtime only.
    (
      "[metascore]",
      "x:3:12: no field is named \"metascore\"; fields come from transform.fields and from enrich"
    ),
    ("[rating, rating]", "x:3:20: duplicate measure rating; name each measure once"),
    ("[rank]", "x:3:12: rank cannot be a measure; every answer has a rank of its own"),
    ("[title]", "x:3:12: title cannot be a measure; every answer has a title of its own"),
  ])
  func aMeasureThatCannotBeOneIsExplained(measures: String, message: String) {
    #expect(diagnostics(job(measures)) == [message])
  }

  @Test(arguments: ChartColumns.all.filter { !["rank", "title", "id"].contains($0) })
  func aColumnOfEveryAnswerIsNoMeasure(name: String) {
    let text = job("[\(name)]").replacing("rating: {", with: "\(name): {")
    #expect(
      diagnostics(text) == ["x:3:12: \(name) cannot be a measure; every answer has a \(name) of its own"])
  }

  @Test func aMeasureIsANumber() {
    let text = job("[rating]").replacing("type: decimal", with: "type: string")
    #expect(
      diagnostics(text) == [
        "x:3:12: a measure is a number, and rating is string; "
          + "give the field the type integer, decimal, duration, money or year"
      ])
  }

  @Test func aMeasureIsNotLeftOut() {
    let text = job("[year]").replacing("drop: [image]", with: "drop: [year]")
    #expect(
      diagnostics(text) == [
        "x:3:12: year is a measure, and enrich.drop leaves it out; take it from one of both"
      ])
  }
}
