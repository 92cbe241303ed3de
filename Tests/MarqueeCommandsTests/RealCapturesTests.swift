import Foundation
import MarqueeTestSupport
import Testing

/// The publisher's own git history of the list of 250 films: 371 commits under two paths, one after the other. Among them are an
/// empty file, ranks from 0 without links, a scrape with shifted columns, and a removal.
@Suite(.timeLimit(.minutes(20))) struct RealCapturesTests {
  private static let bundle = ProcessInfo.processInfo.environment["MARQUEE_HISTORY"].map {
    "\($0)/imdb-top250.bundle"
  }.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }

  /// The root of the checkout.
  private var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }

  private static let paths = ["data/top250/movies.json", "Data/T250/data.json"]

  /// One job for all forms that the list had over time.
  private func job(_ bundle: String, zone: String) -> String {
    """
    chart: imdb-top250
    title: IMDb top 250
    item: film
    measures: [rating]
    schedule: { time-zone: \(zone) }
    extract: { url: "https://example.org/movies.json" }
    transform:
      fields:
        id:     { from: ["/link", "/Movie Link"], match: "tt[0-9]+" }
        title:  { from: ["/name", "/Movie Name"], decode: html }
        rank:   { from: /Rank, type: integer }
        rating: { from: "/IMDb Rating", type: decimal }
    check:
      entries:  { at-least: 200 }
      ranks:    contiguous
      required: [id, title, rank]
      range:    { rating: { at-least: 0, at-most: 10 } }
    archives:
      - git: "\(bundle)"
        paths: [\(Self.paths.joined(separator: ", "))]

    """
  }

  /// In Cape Verde a day ends at 01:00 UTC, about the time at which most lists were made.
  @Test(
    .enabled(if: bundle != nil, "MARQUEE_HISTORY names no folder with imdb-top250.bundle"),
    arguments: [
      (
        "UTC",
        "344 published days, 370 captures, 3 of them no list, 316 days without any, 19 with several lists, 19"
      ),
      (
        "Atlantic/Cape_Verde",
        "333 published days, 370 captures, 3 of them no list, 327 days without any, 28 with several lists, 28"
      ),
    ])
  func everyDayAndCaptureAgreesWithAnIndependentComputation(zone: String, sum: String) throws {
    let bundle = try #require(Self.bundle)
    let scratch = try TemporaryFolder()
    let file = try scratch.write(job(bundle, zone: zone), to: "imdb-top250.yaml")
    let (lake, repository) = (scratch.path(of: "lake"), scratch.path(of: "repository"))
    let filled = try execute(
      MarqueeBinary.path, ["backfill", file, "--lake", lake, "--quiet"],
      environment: ["XDG_CACHE_HOME": scratch.path(of: "cache")])
    #expect(filled.status == 0, "\(filled.errors)")

    let cloned = try execute("/usr/bin/env", ["git", "clone", "-q", "--bare", bundle, repository])
    #expect(cloned.status == 0, "\(cloned.errors)")
    let compared = try execute(
      "/usr/bin/env",
      [
        "python3", "\(root)/Tests/independent/captures.py", MarqueeBinary.path, lake, "imdb-top250",
        repository, zone,
      ] + Self.paths)
    #expect(compared.status == 0, "\(compared.output)\(compared.errors)")
    #expect(compared.output == sum + " of which differ: 0 differences\n")
  }
}
