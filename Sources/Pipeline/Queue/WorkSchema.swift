import GRDB

/// The tables of `work.sqlite`: what is under way and what must outlast the run.
///
/// What of it must not be lost with the file is in the records of the runs that have ended, too: calls, dead letters, and
/// answers. `answer.body` holds the bytes of an answer until they are stored as an object.
enum WorkSchema {
  /// The format of the file, kept in `PRAGMA user_version`.
  static let version = 1

  static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE run (
          id TEXT PRIMARY KEY,
          chart TEXT NOT NULL,
          day TEXT NOT NULL,
          job TEXT NOT NULL,
          plan TEXT NOT NULL,
          report TEXT NOT NULL,
          list TEXT
        ) STRICT;
        CREATE TABLE task (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          run TEXT NOT NULL,
          chart TEXT NOT NULL,
          day TEXT NOT NULL,
          job TEXT NOT NULL,
          item TEXT NOT NULL,
          payload TEXT NOT NULL,
          state TEXT NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          lease_until INTEGER,
          error TEXT,
          updated_at INTEGER NOT NULL,
          UNIQUE (run, item)
        ) STRICT;
        CREATE INDEX task_by_state ON task (state, run);
        CREATE INDEX task_to_do ON task (run, id) WHERE state IN ('waiting', 'leased');
        CREATE TABLE answer (
          source TEXT NOT NULL,
          item TEXT NOT NULL,
          object TEXT NOT NULL,
          raw TEXT NOT NULL,
          fetched_at INTEGER NOT NULL,
          body BLOB,
          PRIMARY KEY (source, item)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX answer_to_store ON answer (object) WHERE body IS NOT NULL;
        CREATE TABLE budget (
          name TEXT NOT NULL,
          day TEXT NOT NULL,
          run TEXT NOT NULL,
          calls INTEGER NOT NULL,
          PRIMARY KEY (name, day, run)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE source (
          url TEXT PRIMARY KEY,
          etag TEXT,
          last_modified TEXT,
          object TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        PRAGMA user_version = \(version);
        """)
  }
}
