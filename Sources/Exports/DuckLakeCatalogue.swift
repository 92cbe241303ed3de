import GRDB
import GRDBSQLite
import History
import JSON
package import RankingModel

/// A DuckLake catalogue (https://ducklake.select, version 1.0 of the format) as a SQLite database. It has one snapshot and one
/// table, `entries`, whose rows are in Parquet files. The same files give the same bytes with the same SQLite.
package struct DuckLakeCatalogue: Sendable {
  /// A file with rows of the table.
  package struct File: Sendable {
    /// Its path below the folder of the table.
    package var path: String
    /// How many rows it has.
    package var rows: Int
    /// How many bytes it has.
    package var bytes: Int
    /// How many bytes its footer has.
    package var footer: Int
    /// The range from the first of its days to the last.
    package var days: DayRange

    /// The file at `path`.
    package init(_ path: String, rows: Int, bytes: Int, footer: Int, days: DayRange) {
      (self.path, self.rows, self.bytes, self.footer, self.days) = (path, rows, bytes, footer, days)
    }
  }

  /// The chart.
  package var chart: ChartName
  /// The columns of the table.
  package var columns: [ExportColumn]
  /// The address of the publication, with a slash at its end. In a folder it is `./`: the reader names the folder when it
  /// attaches the catalogue.
  package var root: String
  /// The folder of the table, relative to the publication, with a slash at its end.
  package var folder: String
  /// Its files, in the order of their days.
  package var files: [File]
  /// The instant of the snapshot.
  package var at: Instant
  /// The version of the program.
  package var program: String

  /// The catalogue of `files`.
  package init(
    _ chart: ChartName, columns: [ExportColumn], root: String, folder: String, files: [File], at: Instant,
    program: String
  ) {
    (self.chart, self.columns, self.root, self.folder) = (chart, columns, root, folder)
    (self.files, self.at, self.program) = (files, at, program)
  }

  /// The bytes of the database.
  ///
  /// - Throws: `DatabaseError`.
  package func bytes() throws -> [UInt8] {
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = 1024") }
    return try DatabaseQueue(configuration: configuration).inDatabase { database in
      for (table, columns) in DuckLakeCatalogue.tables {
        try database.execute(sql: "CREATE TABLE ducklake_\(table) (\(columns))")
      }
      try database.inTransaction {
        try addTable(database)
        try addFiles(database)
        return .commit
      }
      var size: sqlite3_int64 = 0
      guard let start = sqlite3_serialize(database.sqliteConnection, "main", &size, 0) else {
        throw DatabaseError(resultCode: .SQLITE_NOMEM)
      }
      defer { sqlite3_free(start) }
      return Array(UnsafeBufferPointer(start: start, count: Int(size)))
    }
  }

  private func addTable(_ database: Database) throws {
    for (key, value) in [
      ("version", "1.0"), ("created_by", "\(DataPackage.program) \(program)"), ("data_path", root),
      ("encrypted", "false"),
    ] { try insert(database, "metadata", [key, value, nil, nil]) }
    let time = at.description.replacing("T", with: " ").replacing("Z", with: "+00")
    try insert(database, "snapshot", [0, time, 1, 2, files.count])
    let changes = #"created_schema:"main",created_table:"main"."entries",inserted_into_table:1"#
    try insert(database, "snapshot_changes", [0, changes, nil, nil, nil])
    try insert(database, "schema_versions", [0, 1, 1])
    try insert(database, "schema", [0, identifier("schema"), 0, nil, "main", "", 1])
    try insert(database, "table", [1, identifier("table"), 0, nil, 0, "entries", folder, 1])
    // The Parquet files have no column ids, so readers find columns by name.
    try insert(database, "column_mapping", [0, 1, "map_by_name"])
    for (place, column) in columns.enumerated() {
      try insert(
        database, "column",
        [
          place + 1, 0, nil, 1, place + 1, column.name, column.kind.duckLake, nil, "NULL",
          column.isOwn ? 0 : 1,
          nil, "literal", "duckdb",
        ])
      try insert(database, "name_mapping", [0, place, column.name, place + 1, nil, 0])
    }
  }

  private func addFiles(_ database: Database) throws {
    let day = columns.firstIndex { $0.isOwn && $0.kind == .date }.map { $0 + 1 }
    var (rows, bytes) = (0, 0)
    for (number, file) in files.enumerated() {
      try insert(
        database, "data_file",
        [
          number, 1, 0, nil, nil, file.path, 1, "parquet", file.rows, file.bytes, file.footer, rows, nil, nil,
          0,
          nil,
        ])
      // A reader skips a file whose days lie outside its question.
      try insert(
        database, "file_column_stats",
        [
          number, 1, day, nil, file.rows, 0, file.days.from.description, file.days.to.description, nil, nil,
        ])
      rows += file.rows
      bytes += file.bytes
    }
    try insert(database, "table_stats", [1, rows, rows, bytes])
    guard let first = files.first, let last = files.last else { return }
    try insert(
      database, "table_column_stats",
      [1, day, 0, nil, first.days.from.description, last.days.to.description, nil])
  }

  private func insert(
    _ database: Database, _ table: String, _ values: [(any DatabaseValueConvertible)?]
  ) throws {
    let marks = values.map { _ in "?" }.joined(separator: ", ")
    try database.cachedStatement(sql: "INSERT INTO ducklake_\(table) VALUES (\(marks))")
      .execute(arguments: StatementArguments(values))
  }

  /// A UUID of version 8, derived from the chart's name and `part`.
  private func identifier(_ part: String) -> String {
    let digits = Array(ObjectID(of: Array("ducklake \(chart) \(part)".utf8)).description)
    let groups: [ArraySlice<Character>] = [
      digits[0..<8], digits[8..<12], ["8"] + digits[13..<16], ["a"] + digits[17..<20], digits[20..<32],
    ]
    return groups.map { String($0) }.joined(separator: "-")
  }
}

extension ValueKind {
  fileprivate var duckLake: String {
    switch self {
    case .boolean: "boolean"
    case .integer: "int64"
    case .decimal: "float64"
    case .date: "date"
    case .instant: "timestamptz"
    case .nothing, .text, .list, .object, .mixed: "varchar"
    }
  }
}

extension DuckLakeCatalogue {
  /// All tables of the format with their columns, with the types that DuckLake's readers create in SQLite.
  private static let tables: [(name: String, columns: String)] = [
    ("metadata", "key VARCHAR NOT NULL, value VARCHAR NOT NULL, scope VARCHAR, scope_id BIGINT"),
    (
      "snapshot",
      """
      snapshot_id BIGINT PRIMARY KEY, snapshot_time VARCHAR, schema_version BIGINT, next_catalog_id BIGINT, next_file_id BIGINT
      """
    ),
    (
      "snapshot_changes",
      """
      snapshot_id BIGINT PRIMARY KEY, changes_made VARCHAR, author VARCHAR, commit_message VARCHAR, commit_extra_info VARCHAR
      """
    ),
    (
      "schema",
      """
      schema_id BIGINT PRIMARY KEY, schema_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_name VARCHAR,
      path VARCHAR, path_is_relative BIGINT
      """
    ),
    (
      "table",
      """
      table_id BIGINT, table_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_id BIGINT, table_name VARCHAR,
      path VARCHAR, path_is_relative BIGINT
      """
    ),
    (
      "view",
      """
      view_id BIGINT, view_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_id BIGINT, view_name VARCHAR,
      dialect VARCHAR, sql VARCHAR, column_aliases VARCHAR
      """
    ),
    ("tag", "object_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, key VARCHAR, value VARCHAR"),
    (
      "column_tag",
      """
      table_id BIGINT, column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, key VARCHAR, value VARCHAR
      """
    ),
    (
      "data_file",
      """
      data_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, file_order BIGINT,
      path VARCHAR, path_is_relative BIGINT, file_format VARCHAR, record_count BIGINT, file_size_bytes BIGINT,
      footer_size BIGINT, row_id_start BIGINT, partition_id BIGINT, encryption_key VARCHAR, mapping_id BIGINT,
      partial_max BIGINT
      """
    ),
    (
      "file_column_stats",
      """
      data_file_id BIGINT, table_id BIGINT, column_id BIGINT, column_size_bytes BIGINT, value_count BIGINT,
      null_count BIGINT, min_value VARCHAR, max_value VARCHAR, contains_nan BIGINT, extra_stats VARCHAR
      """
    ),
    (
      "file_variant_stats",
      """
      data_file_id BIGINT, table_id BIGINT, column_id BIGINT, variant_path VARCHAR, shredded_type VARCHAR,
      column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR, max_value VARCHAR,
      contains_nan BIGINT, extra_stats VARCHAR
      """
    ),
    (
      "delete_file",
      """
      delete_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, data_file_id BIGINT,
      path VARCHAR, path_is_relative BIGINT, format VARCHAR, delete_count BIGINT, file_size_bytes BIGINT,
      footer_size BIGINT, encryption_key VARCHAR, partial_max BIGINT
      """
    ),
    (
      "column",
      """
      column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, table_id BIGINT, column_order BIGINT,
      column_name VARCHAR, column_type VARCHAR, initial_default VARCHAR, default_value VARCHAR, nulls_allowed BIGINT,
      parent_column BIGINT, default_value_type VARCHAR, default_value_dialect VARCHAR
      """
    ),
    ("table_stats", "table_id BIGINT, record_count BIGINT, next_row_id BIGINT, file_size_bytes BIGINT"),
    (
      "table_column_stats",
      """
      table_id BIGINT, column_id BIGINT, contains_null BIGINT, contains_nan BIGINT, min_value VARCHAR, max_value VARCHAR,
      extra_stats VARCHAR
      """
    ),
    ("partition_info", "partition_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT"),
    (
      "partition_column",
      "partition_id BIGINT, table_id BIGINT, partition_key_index BIGINT, column_id BIGINT, transform VARCHAR"
    ),
    (
      "file_partition_value",
      "data_file_id BIGINT, table_id BIGINT, partition_key_index BIGINT, partition_value VARCHAR"
    ),
    (
      "files_scheduled_for_deletion",
      "data_file_id BIGINT, path VARCHAR, path_is_relative BIGINT, schedule_start VARCHAR"
    ),
    ("inlined_data_tables", "table_id BIGINT, table_name VARCHAR, schema_version BIGINT"),
    ("column_mapping", "mapping_id BIGINT, table_id BIGINT, type VARCHAR"),
    (
      "name_mapping",
      """
      mapping_id BIGINT, column_id BIGINT, source_name VARCHAR, target_field_id BIGINT, parent_column BIGINT,
      is_partition BIGINT
      """
    ),
    ("schema_versions", "begin_snapshot BIGINT, schema_version BIGINT, table_id BIGINT"),
    (
      "macro",
      "schema_id BIGINT, macro_id BIGINT, macro_name VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT"
    ),
    ("macro_impl", "macro_id BIGINT, impl_id BIGINT, dialect VARCHAR, sql VARCHAR, type VARCHAR"),
    (
      "macro_parameters",
      """
      macro_id BIGINT, impl_id BIGINT, column_id BIGINT, parameter_name VARCHAR, parameter_type VARCHAR,
      default_value VARCHAR, default_value_type VARCHAR
      """
    ),
    ("sort_info", "sort_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT"),
    (
      "sort_expression",
      """
      sort_id BIGINT, table_id BIGINT, sort_key_index BIGINT, expression VARCHAR, dialect VARCHAR, sort_direction VARCHAR,
      null_order VARCHAR
      """
    ),
  ]
}
