import JSON

/// A command of the baseline, and the change of files that precedes it.
struct Step: Sendable {
  /// The name of its file in the baseline.
  var name: String
  var words: [String]
  /// The instant at which the program starts; nil keeps the instant of the step before.
  var now: String?
  var change: @Sendable (SampleFolder) throws -> Void

  /// - Parameters:
  ///   - command: the words, with quotation marks around one that holds a space.
  ///   - format: the form of the answer; nil omits the option.
  ///   - time: the minute of 2026-05-20 at which the program starts, or of a later day.
  init(
    _ name: String, _ command: String, format: String? = "json", at time: String? = nil,
    day: String = "2026-05-20",
    change: @escaping @Sendable (SampleFolder) throws -> Void = { _ in }
  ) {
    self.name = name
    words = command.matches(of: /"([^"]*)"|([^ ]+)/).map { String($0.1 ?? $0.2 ?? "") }
    if let format { words += ["--format", format] }
    now = time.map { "\(day)T\($0):00Z" }
    self.change = change
  }
}

extension Step {
  /// Every command, in the order in which they are run on one lake.
  static let all =
    beforeThereIsALake + runs + charts + items + versions + work + decisions + tags + lake + forgetting
    + songsAndBooks

  private static let beforeThereIsALake = [
    Step("help", "--help", format: nil, at: "12:00"),
    Step("wrong-usage", "chart", format: nil),
    Step("version", "version"),
    Step("no-lake", "status"),
    Step("job-list", "job list"),
    Step("job-list-csv", "job list", format: "csv"),
    Step("job-validate", "job validate sample"),
    Step("job-validate-mistakes", "job validate broken") { folder in
      try folder.copy("jobs/sample.yaml", to: "jobs/broken.yaml")
      try folder.replace("decode: html", with: "decode: htlm", in: "jobs/broken.yaml")
      try folder.replace("type: decimal", with: "typ: decimal", in: "jobs/broken.yaml")
    },
    Step("job-try", "job try sample --day 2026-05-01 --rows 3", format: "table"),
    Step("job-try-of-a-missing-day", "job try sample --day 2026-05-07"),
    Step("job-new", "job new <folder>/data/sample/history/2026-05-01.json", format: nil),
    Step("job-schema", "job schema", format: nil),
    Step("job-preset-list", "job preset"),
    Step("job-preset", "job preset omdb", format: "table"),
    Step("run-of-a-broken-job", "run broken"),
    Step("run-of-an-unknown-job", "run smaple") { try $0.remove("broken.yaml", in: "jobs") },
  ]

  private static let runs = [
    Step("run", "run sample --day 2026-05-01", at: "12:01"),
    Step("run-unchanged", "run sample --day 2026-05-01", at: "12:02"),
    Step("run-of-a-missing-day", "run sample --day 2026-05-07", at: "12:03"),
    // From here on OMDb's files have no answer about Se7en, which enters on 16 May.
    Step("backfill-dry-run", "backfill sample --from 2026-05-01 --to 2026-05-16 --dry-run") {
      try $0.remove("tt0114369.json", in: "data/sample/omdb")
    },
    Step(
      "backfill-dry-run-table", "backfill sample --from 2026-05-01 --to 2026-05-16 --dry-run", format: "table"
    ),
    Step("backfill", "backfill sample --from 2026-05-01 --to 2026-05-16", at: "12:04"),
    Step("backfill-again", "backfill sample --from 2026-05-01 --to 2026-05-16", at: "12:05"),
    Step("run-of-a-corrected-day", "run sample --day 2026-05-03", format: "table", at: "12:06") {
      try $0.replace(
        #""imDbRating": "8.6""#, with: #""imDbRating": "8.7""#, in: "data/sample/history/2026-05-03.json")
    },
    Step("run-cut-off", "run sample --day 2026-05-15", at: "12:07") {
      try $0.copy("data/sample/history/2026-05-12.json", to: "data/sample/history/2026-05-15.json")
    },
    Step("backfill-all", "backfill sample --from 2026-05-01 --to 2026-05-02 --reprocess all", at: "12:08"),
    Step("runs", "runs"),
    Step("runs-of-a-day", "runs --chart sample --day 2026-05-03 --limit 1"),
    Step("runs-table", "runs --limit 5", format: "table"),
    Step("runs-show", "runs show @run"),
    Step("runs-show-table", "runs show @run", format: "table"),
    Step("runs-show-unchanged", "runs show @run-unchanged"),
    Step("runs-show-quarantined", "runs show @run-cut-off"),
    Step("runs-show-missing", "runs show @run-of-a-missing-day"),
    Step("runs-show-unknown", "runs show 20010101"),
    Step("resume-unknown", "resume 20010101"),
    Step("resume-ended", "resume @run"),
    Step("status", "status"),
    Step("status-of-a-chart", "status sample"),
    Step("status-of-an-unknown-chart", "status smaple"),
    Step("status-table", "status", format: "table"),
  ]

  private static let charts = [
    Step("chart", "chart sample"),
    Step("chart-of-a-day", "chart sample --day 2026-05-02"),
    Step("chart-after-a-gap", "chart sample --day 2026-05-08"),
    Step("chart-corrected", "chart sample --day 2026-05-03"),
    Step("chart-as-of", "chart sample --day 2026-05-03 --as-of 2026-05-20T12:06:00Z"),
    Step("chart-as-of-too-early", "chart sample --as-of 2026-05-19"),
    Step("chart-of-a-gap", "chart sample --day 2026-05-07"),
    Step("chart-quarantined", "chart sample --day 2026-05-12"),
    Step("chart-or-before", "chart sample --day 2026-05-12 --or-before"),
    Step("chart-too-early", "chart sample --day 2026-04-30"),
    Step("chart-unknown", "chart smaple"),
    Step("chart-table", "chart sample --day 2026-05-09", format: "table"),
    Step("chart-csv", "chart sample --day 2026-05-09", format: "csv"),
    Step("chart-jsonl", "chart sample --day 2026-05-09", format: "jsonl"),
    Step("chart-markdown", "chart sample --day 2026-05-09", format: "markdown"),
    Step("chart-trend", "chart sample --day 2026-05-09 --columns rank,title,trend", format: "table"),
  ]

  private static let items = [
    Step("history-by-id", "history sample tt0068646"),
    Step("history-by-title", #"history sample "12 Angry Men""#),
    Step("history-by-an-earlier-title", #"history sample "Sunset Blvd.""#),
    Step("history-that-came-back", #"history sample "pulp fiction""#),
    Step("history-ambiguous", "history sample the"),
    Step("history-unknown", "history sample tt9999999"),
    Step("history-as-of", "history sample tt0137523 --as-of 2026-05-20T12:06:00Z"),
    Step("history-table", "history sample tt0120737", format: "table"),
    Step("history-csv", "history sample tt0120737", format: "csv"),
    Step("history-jsonl", "history sample tt0120737", format: "jsonl"),
    Step("history-markdown", "history sample tt0120737", format: "markdown"),
    Step("diff", "diff sample 2026-05-01 2026-05-15"),
    Step("diff-table", "diff sample 2026-05-01 2026-05-15", format: "table"),
    Step("movers", "movers sample --days 30"),
    Step("events", "events sample --from 2026-05-09 --to 2026-05-10", format: "jsonl"),
    Step("events-table", "events sample --from 2026-05-13 --kind leave,enter,return", format: "table"),
    Step("events-feed", "events sample --feed --after 0", format: "jsonl"),
    Step("records", "records sample"),
    Step("records-table", "records sample", format: "table"),
    Step("records-unknown", "records smaple"),
    Step("summary", "summary sample 2026-05"),
    Step("summary-table", "summary sample --by decade", format: "table"),
    Step("summary-unknown", "summary smaple"),
    Step("sql", #"sql "SELECT chart, day, rank, title FROM entries WHERE id = 'tt0068646' ORDER BY day""#),
    Step("sql-tables", "sql --tables", format: "table"),
    Step("sql-mistake", #"sql "SELECT titel FROM entries""#),
    Step("export-csv", "export csv sample --from 2026-05-14 --to 2026-05-14 -o -", format: nil),
    Step("export-jsonl", "export jsonl sample --from 2026-05-14 --to 2026-05-14 -o -", format: nil),
    Step("export-parquet-of-an-unknown-chart", "export parquet smaple -o out"),
    Step("export-sqlite-of-an-unknown-chart", "export sqlite smaple -o out"),
    Step("publish-of-an-unknown-chart", "publish smaple --to out"),
    Step("when", #"when sample "tt0068646 <= 2 and rating >= 8.9""#),
    Step("when-table", #"when sample "tt0468569 above tt0068646""#, format: "table"),
    Step("when-mistake", #"when sample "tt0068646 <=""#),
    Step("history-plot", "history sample tt0120737 --plot", format: "table"),
    Step("history-plot-ascii", "history sample tt0120737 --plot --ascii", format: "markdown"),
    Step("compare", "compare sample tt0068646 tt0110912"),
    Step("compare-table", "compare sample tt0068646 tt0110912 tt0120737", format: "table"),
    Step("compare-of-one-item", #"compare sample tt0068646 "The Godfather""#),
    Step("search", "search tarantino"),
    Step("search-table", "search the --limit 3", format: "table"),
    Step("search-csv", "search https://www.imdb.com/title/tt0068646/", format: "csv"),
    Step("search-unknown", "search godfahter"),
  ]

  private static let versions = [
    Step("snapshot-list", "snapshot list sample"),
    Step("snapshot-list-of-a-day", "snapshot list sample --day 2026-05-03"),
    Step("snapshot-list-as-of", "snapshot list sample --as-of 2026-05-20T12:04:00Z"),
    Step("snapshot-list-csv", "snapshot list sample", format: "csv"),
    Step("versions", "versions sample 2026-05-03"),
    Step("versions-table", "versions sample 2026-05-03", format: "table"),
    Step("versions-of-a-gap", "versions sample 2026-05-09 --as-of 2026-05-20T12:01:30Z"),
    Step("snapshot-show", "snapshot show sample --day 2026-05-07", format: "table"),
    Step("snapshot-cat", "snapshot cat sample --day 2026-05-02", format: nil),
    Step(
      "snapshot-cat-as-of", "snapshot cat sample --day 2026-05-03 --as-of 2026-05-20T12:06:00Z", format: nil),
    Step("snapshot-cat-by-name", "snapshot cat sample --id ceb758744786", format: nil),
    Step("snapshot-cat-unknown", "snapshot cat sample --id 000000000000", format: nil),
  ]

  private static let work = [
    Step("queue-list", "queue list"),
    Step("queue-list-dead", "queue list --state dead"),
    Step("queue-list-table", "queue list", format: "table"),
    Step("queue-show", "queue show 15"),
    Step("queue-show-unknown", "queue show 999"),
    Step("queue-retry-in-vain", "queue retry --all", at: "12:10"),
    Step("queue-discard-dry-run", "queue discard --all --dry-run"),
    Step("queue-retry", "queue retry --all", at: "12:11") {
      try $0.copy("data/sample/omdb/tt0111161.json", to: "data/sample/omdb/tt0114369.json")
      try $0.replace("tt0111161", with: "tt0114369", in: "data/sample/omdb/tt0114369.json")
    },
    Step("queue-discard-nothing", "queue discard --all", at: "12:12"),
  ]

  private static let decisions = [
    Step("quarantine-list", "quarantine list"),
    Step("quarantine-list-table", "quarantine list", format: "table"),
    Step("quarantine-show", "quarantine show sample 2026-05-12"),
    Step("quarantine-show-nothing", "quarantine show sample 2026-05-01"),
    Step("quarantine-reject", #"quarantine reject sample 2026-05-12 --reason "cut off""#, at: "12:15"),
    Step("quarantine-accept", "quarantine accept sample 2026-05-15", at: "12:16"),
    Step("quarantine-accept-again", "quarantine accept sample 2026-05-15", at: "12:17"),
    Step("quarantine-list-decided", "quarantine list"),
    Step("chart-rejected", "chart sample --day 2026-05-12"),
    Step("chart-accepted", "chart sample --day 2026-05-15"),
    Step("quarantine-withdraw", "quarantine withdraw sample 2026-05-15", at: "12:18"),
    Step("chart-withdrawn", "chart sample --day 2026-05-15"),
    Step("quarantine-accept-withdrawn", "quarantine accept sample 2026-05-15", at: "12:19"),
  ]

  private static let tags = [
    Step("tag-add", "tag add first sample 2026-05-01", at: "12:20"),
    Step("tag-add-as-of", "tag add uncorrected sample 2026-05-03 --as-of 2026-05-20T12:06:00Z", at: "12:21"),
    Step("tag-add-again", "tag add first sample 2026-05-02", at: "12:22"),
    Step("tag-add-to-a-gap", "tag add gap sample 2026-05-07", at: "12:23"),
    Step("tag-list", "tag list"),
    Step("tag-list-table", "tag list", format: "table"),
    Step("chart-of-a-tag", "chart sample --tag uncorrected"),
    Step("snapshot-cat-by-tag", "snapshot cat sample --id first", format: nil),
    Step("tag-remove", "tag remove uncorrected", at: "12:24"),
    Step("tag-remove-unknown", "tag remove uncorrected", at: "12:25"),
    Step("claim-list", "claim list"),
    Step("claim-check", "claim check"),
    Step("claim-show-unknown", "claim show none"),
    Step("claim-add-of-no-question", "claim add name status", format: nil),
    Step("claim-remove-unknown", "claim remove none", at: "12:26"),
  ]

  private static let lake = [
    Step("lake-check", "lake check"),
    Step("lake-init-of-a-lake", "lake init"),
    Step("lake-check-read-data", "lake check --read-data"),
    Step("lake-digest-unknown-instant", "lake digest --as-of sometime"),
    Step("lake-digest-before-all", "lake digest --as-of 2026-01-01"),
    Step("prove-of-a-gap", "prove sample 2026-05-07 tt0111161"),
    Step("lambda-without-a-queue", "lambda get"),
    Step("gaps", "gaps list sample"),
    Step("gaps-table", "gaps list sample", format: "table"),
    Step(
      "gaps-close-without-a-reason", "gaps close sample --from 2026-05-07 --to 2026-05-07"),
    Step("gaps-open-what-is-not-closed", "gaps open sample --from 2026-05-07 --to 2026-05-07"),
    Step("notify-test-of-nobody", "notify test sample"),
    Step("trace", "trace sample 2026-05-01 tt0111161"),
    Step("trace-table", "trace sample 2026-05-01 tt0111161", format: "table"),
    Step("lake-check-subset", "lake check --read-data-subset 1/3"),
    Step("lake-check-table", "lake check", format: "table"),
    Step("lake-push-dry-run", "lake push copy --dry-run"),
    Step("lake-pull-of-no-lake", "lake pull copy"),
    Step("lake-repair-nothing", "lake repair --dry-run"),
    Step("lake-reindex", "lake reindex", at: "12:30"),
    // Removes the version of 2 May.
    Step("lake-check-damaged", "lake check") { try $0.remove("8eb776ce2888", in: "lake") },
    Step("lake-repair-dry-run", "lake repair --dry-run"),
    Step("lake-repair", "lake repair", at: "12:31"),
    Step("replay", "replay sample --from 2026-05-01 --to 2026-05-04", at: "12:32"),
    Step("replay-through-a-changed-job", "replay sample --from 2026-05-01 --to 2026-05-04", at: "12:33") {
      try $0.replace("[runtime, genre, director]", with: "[runtime]", in: "jobs/sample.yaml")
    },
  ]

  private static let forgetting = [
    Step("lake-forget-without-a-choice", "lake forget"),
    Step("lake-forget-dry-run", "lake forget --keep-last 1 --dry-run"),
    Step("lake-forget-raw-objects-dry-run", "lake forget --raw-objects --keep-daily 3 --dry-run"),
    Step("lake-forget", "lake forget --keep-last 0", at: "12:40"),
    Step("snapshot-list-after-forget", "snapshot list sample --day 2026-05-03"),
    Step("lake-restore-dry-run", "lake restore --all --dry-run"),
    Step("lake-prune-dry-run", "lake prune --dry-run"),
    Step("lake-prune", "lake prune", at: "12:41"),
    Step("lake-prune-after-the-grace-period-dry-run", "lake prune --dry-run", at: "12:00", day: "2026-05-22"),
    Step("lake-restore", "lake restore --all", at: "12:01", day: "2026-05-22"),
    Step("lake-restore-unknown", "lake restore 000000000000"),
    Step("lake-check-at-the-end", "lake check --read-data"),
    Step("status-at-the-end", "status"),
    Step("schedule-run-help", "schedule run --help", format: nil),
    Step("schedule-list", "schedule list"),
    Step("schedule-install-help", "schedule install --help", format: nil),
    Step("schedule-install-without-a-schedule", "schedule install --systemd sample --output <folder>/units"),
    Step("schedule-remove-nothing", "schedule remove --systemd --output <folder>/units"),
  ]

  /// A weekly chart without ids, and a monthly one with measures.
  private static let songsAndBooks = [
    Step("songs-backfill", "backfill songs", format: "table", at: "12:10", day: "2026-05-22"),
    Step("songs-chart-csv", "chart songs", format: "csv"),
    Step("songs-chart-of-a-gap", "chart songs --day 2026-03-14"),
    Step("songs-history", #"history songs "danny boy""#),
    Step("songs-history-table", "history songs shenandoah", format: "table"),
    Step("songs-status", "status songs"),
    Step("books-backfill", "backfill books", at: "12:11", day: "2026-05-22"),
    Step("books-chart-csv", "chart books --day 2025-12-01", format: "csv"),
    Step("books-chart-columns", "chart books --columns rank,title,author,score", format: "table"),
    Step("books-history", "history books 2542"),
    Step("books-status-table", "status books", format: "table"),
  ]
}
