import Jobs

/// A job file that uses every key, without a mistake; tests spoil one line of it each.
let wholeJob = """
  chart: imdb-top10
  title: IMDb top 10
  schedule: { at: "03:30", time-zone: Europe/Berlin, catch-up: none }
  extract:
    url: https://lists.example.org/{yyyy}/{mm}/{dd}.json
    items: "/items"
    maximum-size: 32MiB
    connect-timeout: 5s
    total-timeout: 2m
    redirects: 3
    attempts: 2
    hosts: [lists.example.org]
  transform:
    fields:
      id:     { from: ["/link", "/Movie Link"], match: "tt[0-9]+" }
      title:  { from: "/name", decode: html }
      rank:   { from: /Rank, type: integer }
      rating: { from: "/IMDb Rating", type: decimal, required: true }
    top: 10
  enrich:
    omdb:
      url: "https://www.omdbapi.com/"
      key: { environment: OMDB_API_KEY }
      fresh-for: 36h
      per-day: 500
      in-flight: 8
      attempts: 3
      fields: [year, runtime]
    precedence: source
    drop: [image]
  check:
    entries:  { at-least: 9, at-most: 11, otherwise: fail }
    unique:   { field: id, otherwise: warn }
    ranks:    { rule: contiguous, otherwise: warn }
    required: { fields: [id, year], otherwise: warn }
    range:    { rating: { at-least: -1, at-most: 9.5, otherwise: warn } }
    rows:     { unreadable-at-most: 2, otherwise: fail }
    turnover: { at-most: 40%, otherwise: warn }
  tolerate: { failed-items: 2 }
  backfill:
    - url: file:history/{day}.json.gz
  """

/// The mistakes of the file that `text` is, one line each.
func diagnostics(_ text: String) -> [String] {
  JobFile.parse(bytes: Array(text.utf8), path: "jobs/x.yaml").diagnostics.map { $0.text(path: "x") }
}

/// The mistakes of the whole job with `piece` written as `spoiled`.
func diagnostics(replacing piece: String, with spoiled: String) -> [String] {
  diagnostics(wholeJob.replacing(piece, with: spoiled, maxReplacements: 1))
}
