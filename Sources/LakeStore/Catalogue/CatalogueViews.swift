import RankingModel

/// The documented views of the catalogue, and the views that they use. `Catalogue.md` describes each column.
///
/// A question about one chart and one item or one day finds its rows by the keys of the tables. The question must be able to
/// decide which table SQLite reads first. So the views are plain joins of tables, and whether a snapshot counts is looked up in a
/// list of numbers that is made once a statement.
package enum CatalogueViews {
  /// The documented views, whose names and columns are a contract, in the order in which they are listed.
  package static let names = ["entries", "items", "days", "snapshots", "events", "measures"]

  /// A statement that lists the columns of the documented views.
  package static let listing = """
    SELECT view.value AS view, info.name AS column
    FROM json_each('["\(names.joined(separator: "\",\""))"]') AS view JOIN pragma_table_info(view.value) AS info
    ORDER BY view.key, info.cid
    """

  /// The views that the documented views use.
  static let parts = ["standing_snapshot", "published_snapshot"]

  /// Creates all views of a catalogue.
  static let sql = "\(views("VIEW", by: Cutoff())); \(sizes);"

  /// Creates views on one connection that hide those of the catalogue from statements, and show what `cutoff` admits.
  static func hiding(by cutoff: Cutoff) -> String { views("TEMP VIEW", by: cutoff) }

  private static func views(_ kind: String, by cutoff: Cutoff) -> String {
    """
    CREATE \(kind) standing_snapshot AS
    \(StandingSnapshot.rows(by: cutoff));
    CREATE \(kind) published_snapshot AS
    SELECT id FROM standing_snapshot WHERE state IN ('published', 'degraded') AND is_whole;
    CREATE \(kind) entries AS
    SELECT chart.name AS chart, snapshot.day AS day, observation.rank AS rank, item.name AS id, title.text AS title,
      (\(measures)) AS measures, \(digits("snapshot.version")) AS version
    FROM \(observations) JOIN title ON title.id = observation.title
    WHERE \(published("snapshot"));
    CREATE \(kind) items AS
    SELECT chart.name AS chart, item.name AS id, substr(max(snapshot.day || title.text), 11) AS title,
      count(DISTINCT observation.title) AS titles, min(snapshot.day) AS first_day, max(snapshot.day) AS last_day,
      count(*) AS days, min(observation.rank) AS best_rank
    FROM \(observations) JOIN title ON title.id = observation.title
    WHERE \(published("snapshot"))
    GROUP BY chart.name, item.name;
    CREATE \(kind) days AS
    SELECT chart, day, state, captured_at, recorded_at, \(digits("version")) AS version, entries, run, reason, is_refused,
      is_whole
    FROM standing_snapshot;
    CREATE \(kind) snapshots AS
    SELECT chart.name AS chart, judged.day AS day,
      CASE WHEN is_forgotten THEN 'forgotten' WHEN judged.id IN (SELECT id FROM standing_snapshot) THEN 'standing'
        ELSE 'superseded' END AS standing,
      state, captured_at, recorded_at, \(digits("version")) AS version, entries, run, reason, is_refused, is_whole, archive,
      capture,
      record.key AS record
    FROM (\(StandingSnapshot.judged(by: cutoff))) AS judged JOIN chart ON chart.id = judged.chart JOIN record ON record.id = judged.id;
    CREATE \(kind) events AS
    SELECT chart, day, previous_day, kind, item, title, rank, previous_rank
    FROM (\(present) UNION ALL \(left));
    CREATE \(kind) measures AS
    SELECT chart.name AS chart, snapshot.day AS day, item.name AS id, measure.name AS name,
      \(measure("measure.place")) AS value
    FROM \(observations) JOIN measure ON measure.chart = chart.id
    WHERE \(published("snapshot")) AND value IS NOT NULL
    """
  }

  /// The observations of items, with their charts and snapshots.
  private static let observations = """
    chart JOIN item ON item.chart = chart.id JOIN observation ON observation.item = item.id
    JOIN snapshot ON snapshot.id = observation.snapshot AND snapshot.chart = chart.id
    """

  /// Whether the row of `snapshot` in a statement stands for a published day. The plus sign keeps SQLite from reading the tables
  /// in the order of that list.
  private static func published(_ snapshot: String) -> String {
    "+\(snapshot).id IN (SELECT id FROM published_snapshot)"
  }

  /// The hexadecimal digits of the hash in a column; null where there is none.
  private static func digits(_ column: String) -> String { "nullif(lower(hex(\(column))), '')" }

  /// The measures of an observation as a JSON object.
  private static let measures = """
    SELECT json_group_object(name, \(measure("place")))
    FROM (SELECT measure.name AS name, measure.place AS place FROM measure WHERE measure.chart = item.chart ORDER BY place)
    WHERE \(measure("place")) IS NOT NULL
    """

  /// The measure of an observation at a place: see `MeasureText`.
  private static func measure(_ place: String) -> String {
    "json_extract('[' || observation.measures || ']', '$[' || \(place) || ']')"
  }

  /// The number of the published snapshot before or after the row of `snapshot`.
  private static func neighbour(of snapshot: String, _ sign: String, _ order: String) -> String {
    """
    (SELECT other.id FROM snapshot AS other
    WHERE other.chart = \(snapshot).chart AND other.day \(sign) \(snapshot).day AND \(published("other"))
    ORDER BY other.day \(order) LIMIT 1)
    """
  }

  /// The observations of a row's item on earlier published days.
  private static let earlier = """
    FROM observation AS past JOIN snapshot AS other ON other.id = past.snapshot
    WHERE past.item = observation.item AND other.day < snapshot.day AND \(published("other"))
    """

  /// The events of items that stand on the day.
  private static let present = """
    SELECT chart.name AS chart, snapshot.day AS day, before.day AS previous_day, kind.column1 AS kind, item.name AS item,
      title.text AS title, observation.rank AS rank, previous.rank AS previous_rank
    FROM \(observations) JOIN title ON title.id = observation.title
    LEFT JOIN snapshot AS before ON before.id = \(neighbour(of: "snapshot", "<", "DESC"))
    LEFT JOIN observation AS previous ON previous.item = observation.item AND previous.snapshot = before.id
    CROSS JOIN (VALUES ('enter'), ('return'), ('move'), ('number-one'), ('retitle')) AS kind
    WHERE \(published("snapshot"))
    AND (previous.rank IS NOT observation.rank OR previous.title IS NOT observation.title)
    AND CASE kind.column1
      WHEN 'enter' THEN previous.rank IS NULL AND NOT EXISTS (SELECT 1 \(earlier))
      WHEN 'return' THEN previous.rank IS NULL AND EXISTS (SELECT 1 \(earlier))
      WHEN 'move' THEN previous.rank <> observation.rank
      WHEN 'number-one' THEN observation.rank = 1 AND previous.rank IS NOT 1 AND before.id IS NOT NULL
      ELSE observation.title <> coalesce(previous.title,
        CASE WHEN (SELECT count(*) FROM item_title WHERE item_title.item = observation.item) > 1
          THEN (SELECT past.title \(earlier) ORDER BY other.day DESC LIMIT 1) END)
      END
    """

  /// The events of items that stood on the published day before, and do not stand on the day.
  private static let left = """
    SELECT chart.name AS chart, snapshot.day AS day, before.day AS previous_day, 'leave' AS kind, item.name AS item,
      title.text AS title, NULL AS rank, previous.rank AS previous_rank
    FROM chart JOIN item ON item.chart = chart.id JOIN observation AS previous ON previous.item = item.id
    JOIN snapshot AS before ON before.id = previous.snapshot AND before.chart = chart.id
    JOIN snapshot ON snapshot.id = \(neighbour(of: "before", ">", "ASC")) AND snapshot.chart = chart.id
    JOIN title ON title.id = previous.title
    WHERE \(published("snapshot")) AND before.id = \(neighbour(of: "snapshot", "<", "DESC"))
    AND NOT EXISTS (
      SELECT 1 FROM observation AS now WHERE now.item = previous.item AND now.snapshot = snapshot.id)
    """

  /// Tells SQLite how many rows the tables of a large catalogue have (https://www.sqlite.org/fileformat2.html#stat1tab): 8,000
  /// snapshots and 4,000 items a chart, and 500 observations an item. Without it SQLite would read a whole chart day by day,
  /// which takes ten times as long.
  private static let sizes = """
    ANALYZE;
    DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('observation', 'observation', '2000000 500 1'),
      ('item', 'sqlite_autoindex_item_1', '20000 4000 1'), ('snapshot', 'snapshot_by_day', '40000 8000 2 1'),
      ('chart', 'sqlite_autoindex_chart_1', '5 1')
    """
}
