import GRDB
import RankingModel

/// The tables of the catalogue. It is an index: every row of it can be made again from the lake.
///
/// - `record` has every record with its gzipped bytes, so that a record that the lake loses can be restored from the catalogue.
///   The rows of `snapshot`, `decision` and `settings` have the number of their record.
/// - `run.record` is the record with the report: the run's own, or that of the snapshot that the run made. `run.started_at` counts
///   microseconds since 1970: a number is shorter than a text, and the index holds it once more.
/// - `snapshot.version` and `snapshot.ranking` are hashes of 32 bytes, half as long as their digits. Views show the digits.
/// - `snapshot.is_whole` is 0 where the entries of a published version are lost, so that no answer takes an item for absent on
///   that day. A forgotten snapshot has its row, and no observations.
/// - `observation` has one row for an id that a day has twice, with its better rank. `placement` has the same rows, packed for
///   each snapshot: see `PackedRanking`. Items and titles are numbered side by side, so the number of a title is kept as its
///   difference to that of the item: SQLite stores 0 and 1 in no byte, and the table has millions of rows.
/// - `measure` has every measure that settings of a chart ever named, and `observation.measures` their values by `measure.place`:
///   see `MeasureText`.
/// - `text_set` has the texts and years of an entry, once for each item and set of texts: see `EntryTexts`. The columns `folded`
///   have a text in the form in which it is searched.
enum CatalogueSchema {
  /// The format of the catalogue, kept in `PRAGMA user_version`.
  static let version = 3

  /// Marks the file as a catalogue of Marquee (`PRAGMA application_id`): `Marq` in ASCII.
  static let applicationID = 0x4D61_7271

  private static let names: Set<String> = [
    "lake", "record", "chart", "settings", "measure", "run", "snapshot", "decision", "item", "title",
    "text_set",
    "observation", "item_title", "placement",
  ]

  /// What shows that another program has changed the catalogue; `nil` where nothing does.
  static func fault(_ database: Database) throws -> String? {
    guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
      return "is no catalogue of Marquee"
    }
    let found = try String.fetchSet(
      database,
      sql:
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    let names = names.union(CatalogueViews.names).union(CatalogueViews.parts)
    if let other = found.subtracting(names).subtracting(["remaking"]).min() {
      return "has a table that Marquee did not make: \(other)"
    }
    return names.subtracting(found).min().map { "lacks the table \($0)" }
  }

  /// Notes that the catalogue was rebuilt at `instant` from the records that existed then. A catalogue that has grown record by
  /// record has no such table.
  static func noteRemaking(at instant: Instant, _ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS remaking (at TEXT NOT NULL) STRICT;
        DELETE FROM remaking;
        INSERT INTO remaking (at) VALUES (?);
        """, arguments: [instant.description])
  }

  /// When the catalogue was rebuilt from the records that existed then; `nil` where it has grown record by record.
  static func remakingInstant(_ database: Database) throws -> Instant? {
    guard try database.tableExists("remaking") else { return nil }
    return try String.fetchOne(database, sql: "SELECT at FROM remaking").flatMap { Instant($0) }
  }

  static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE lake (
          id TEXT NOT NULL
        ) STRICT;
        CREATE TABLE chart (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE record (
          id INTEGER PRIMARY KEY,
          key TEXT NOT NULL UNIQUE,
          document BLOB NOT NULL
        ) STRICT;
        CREATE TABLE settings (
          id INTEGER PRIMARY KEY REFERENCES record (id),
          chart INTEGER NOT NULL REFERENCES chart (id),
          recorded_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE measure (
          id INTEGER PRIMARY KEY,
          chart INTEGER NOT NULL REFERENCES chart (id),
          place INTEGER NOT NULL,
          name TEXT NOT NULL,
          UNIQUE (chart, name)
        ) STRICT;
        CREATE TABLE run (
          id TEXT PRIMARY KEY,
          chart TEXT NOT NULL,
          day TEXT NOT NULL,
          started_at INTEGER NOT NULL,
          "trigger" TEXT NOT NULL,
          record INTEGER NOT NULL REFERENCES record (id)
        ) STRICT;
        CREATE INDEX run_by_start ON run (started_at);
        CREATE TABLE snapshot (
          id INTEGER PRIMARY KEY REFERENCES record (id),
          chart INTEGER NOT NULL REFERENCES chart (id),
          day TEXT NOT NULL,
          captured_at TEXT NOT NULL,
          recorded_at TEXT NOT NULL,
          state TEXT NOT NULL,
          version BLOB,
          entries INTEGER NOT NULL,
          run TEXT NOT NULL,
          reason TEXT,
          archive TEXT,
          capture TEXT,
          ranking BLOB,
          is_whole INTEGER NOT NULL,
          is_forgotten INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX snapshot_by_day ON snapshot (chart, day, recorded_at);
        CREATE INDEX snapshot_with_loss ON snapshot (chart) WHERE NOT is_whole AND NOT is_forgotten;
        CREATE TABLE placement (
          snapshot INTEGER PRIMARY KEY REFERENCES snapshot (id),
          packed BLOB NOT NULL
        ) STRICT;
        CREATE TABLE decision (
          id INTEGER PRIMARY KEY REFERENCES record (id),
          chart INTEGER NOT NULL REFERENCES chart (id),
          day TEXT NOT NULL,
          decided_at TEXT NOT NULL,
          decision TEXT NOT NULL,
          subject TEXT NOT NULL,
          tag TEXT,
          state TEXT,
          reason TEXT
        ) STRICT;
        CREATE TABLE item (
          id INTEGER PRIMARY KEY,
          chart INTEGER NOT NULL REFERENCES chart (id),
          name TEXT NOT NULL,
          folded TEXT NOT NULL,
          UNIQUE (chart, name)
        ) STRICT;
        CREATE TABLE title (
          id INTEGER PRIMARY KEY,
          text TEXT NOT NULL UNIQUE,
          folded TEXT NOT NULL
        ) STRICT;
        CREATE TABLE text_set (
          id INTEGER PRIMARY KEY,
          item INTEGER NOT NULL REFERENCES item (id),
          texts TEXT NOT NULL,
          folded TEXT NOT NULL
        ) STRICT;
        CREATE INDEX text_set_by_item ON text_set (item);
        CREATE TABLE observation (
          item INTEGER NOT NULL REFERENCES item (id),
          snapshot INTEGER NOT NULL REFERENCES snapshot (id),
          rank INTEGER NOT NULL,
          title_offset INTEGER NOT NULL,
          title INTEGER NOT NULL REFERENCES title (id) AS (item + title_offset) VIRTUAL,
          measures TEXT,
          texts INTEGER REFERENCES text_set (id),
          PRIMARY KEY (item, snapshot)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE item_title (
          item INTEGER NOT NULL REFERENCES item (id),
          title INTEGER NOT NULL REFERENCES title (id),
          PRIMARY KEY (item, title)
        ) STRICT, WITHOUT ROWID;
        \(CatalogueViews.sql)
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """)
  }
}
