import Jobs

/// A job file without a mistake that uses every key. Each test spoils one line of it.
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
    limit: 10
  enrich:
    preset: omdb
    url: "https://www.omdbapi.com/?apikey={key}&i={id}"
    key: { environment: OMDB_API_KEY }
    max-age: 36h
    calls-per-day: 500
    concurrency: 8
    attempts: 3
    fields: [year, runtime]
    precedence: source
    drop: [image]
  check:
    entries:  { at-least: 9, at-most: 11, on-failure: fail }
    unique:   { field: id, on-failure: warn }
    ranks:    { rule: contiguous, on-failure: warn }
    required: { fields: [id, year], on-failure: warn }
    range:    { rating: { at-least: -1, at-most: 9.5, on-failure: warn } }
    rows:     { unreadable-at-most: 2, on-failure: fail }
    turnover: { at-most: 40%, on-failure: warn }
    max-failed-items: 2
    fields: { on-failure: warn }
  archives:
    - url: file:history/{day}.json.gz
  same-as: { tt1: tt0111161 }
  dataset:
    name: Top 10
    description: The ten best.
    licence: CC0-1.0
    attribution: IMDb
    homepage: https://example.org/top
  """

/// The mistakes in the job file `text`, one line each.
func diagnostics(_ text: String) -> [String] {
  JobFile.parse(bytes: Array(text.utf8), path: "jobs/x.yaml").diagnostics.map { $0.text(path: "x") }
}

/// The mistakes in the whole job after its first `piece` was replaced by `spoiled`.
func diagnostics(replacing piece: String, with spoiled: String) -> [String] {
  diagnostics(wholeJob.replacing(piece, with: spoiled, maxReplacements: 1))
}
