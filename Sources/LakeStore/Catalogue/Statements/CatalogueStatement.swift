import Foundation
import GRDBSQLite
package import JSON
package import RankingModel

/// A statement of a user over the documented views, while it runs.
package final class CatalogueStatement {
  /// The limits of a statement. No honest question needs more.
  private static let limits: [(limit: Int32, value: Int32)] = [
    (SQLITE_LIMIT_LENGTH, 4 << 20), (SQLITE_LIMIT_SQL_LENGTH, 1 << 20), (SQLITE_LIMIT_COLUMN, 100),
    (SQLITE_LIMIT_EXPR_DEPTH, 500), (SQLITE_LIMIT_COMPOUND_SELECT, 200), (SQLITE_LIMIT_ATTACHED, 0),
    (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000), (SQLITE_LIMIT_VARIABLE_NUMBER, 250),
    (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_WORKER_THREADS, 0),
  ]

  /// Statements of our own, which run before the authorizer is set. Without automatic indices SQLite uses the existing ones.
  /// SQLite notes the columns of a table function when the function is first used. The schema stays trusted: before SQLite 3.41
  /// an untrusted schema may not use even the JSON functions of the views. The authorizer checks the functions of views too.
  private static let preparation = """
    PRAGMA query_only = 1; PRAGMA automatic_index = 0;
    SELECT 1 FROM \(ViewAuthorizer.tableFunctions.map { "\($0)('[]')" }.joined(separator: ", ")) LIMIT 0
    """

  /// The names of the columns. A repeated name gets a number from its second place on: `day`, `day_2`.
  package private(set) var columns: [String] = []

  let connection: OpaquePointer
  private var statement: OpaquePointer?
  private let timer: StatementTimer
  let authorizer: ViewAuthorizer

  /// Compiles `sql` for `connection`, which must not be used for anything else.
  ///
  /// - Throws: a `usage` failure where `sql` is not a single statement that reads the documented views, or its parameters are not
  ///   the given ones.
  init(
    _ sql: String, _ parameters: [String: JSONValue], by cutoff: Cutoff, seconds: Double,
    on connection: OpaquePointer
  ) throws(Failure) {
    self.connection = connection
    authorizer = ViewAuthorizer(isPinned: cutoff != Cutoff())
    timer = StatementTimer(seconds: seconds)
    let views = cutoff == Cutoff() ? "" : "PRAGMA query_only = 0; \(CatalogueViews.hiding(by: cutoff));"
    guard sqlite3_exec(connection, views + CatalogueStatement.preparation, nil, nil, nil) == SQLITE_OK else {
      throw Failure(.storage, "the catalogue could not be made ready for a statement")
    }
    for (limit, value) in CatalogueStatement.limits { sqlite3_limit(connection, limit, value) }
    authorizer.watch(connection)
    timer.watch(connection)
    try compile(sql)
    try bind(parameters)
    columns = CatalogueStatement.told(
      (0..<sqlite3_column_count(statement)).map { place in
        sqlite3_column_name(statement, place).map { String(cString: $0) } ?? ""
      })
  }

  /// Restores the connection, except for its limits.
  deinit {
    sqlite3_finalize(statement)
    sqlite3_set_authorizer(connection, nil, nil)
    sqlite3_progress_handler(connection, 0, nil, nil)
  }

  /// The values of the next row; `nil` after the last one.
  ///
  /// - Throws: a `usage` failure where the statement is wrong or takes too long.
  package func next() throws(Failure) -> [JSONValue]? {
    switch timer.timing({ sqlite3_step(statement) }) {
    case SQLITE_ROW: return (0..<sqlite3_column_count(statement)).map(value)
    case SQLITE_DONE: return nil
    case SQLITE_INTERRUPT:
      // This is a usage failure, since the statement and its time limit were given. Asking again would take as long.
      throw Failure(
        .usage, "the statement took longer than \(timer.allowed)",
        remedy: .words("narrow it to one chart and to one item or day, or allow it more time"))
    default: throw failure()
    }
  }

  private func compile(_ sql: String) throws(Failure) {
    let bytes = Array(sql.utf8)
    guard !bytes.contains(0) else { throw Failure(.usage, "the statement has a NUL byte") }
    var start = 0
    while start < bytes.count {
      var next: OpaquePointer?
      let (code, end) = bytes.withUnsafeBufferPointer { buffer -> (Int32, Int) in
        buffer.withMemoryRebound(to: CChar.self) { text in
          guard let base = text.baseAddress else { return (SQLITE_OK, bytes.count) }
          var tail: UnsafePointer<CChar>?
          let code = sqlite3_prepare_v2(connection, base + start, Int32(bytes.count - start), &next, &tail)
          return (code, tail.map { $0 - base } ?? bytes.count)
        }
      }
      // A second statement is refused, right or wrong. Text that only looks like one, such as a comment, compiles to nothing.
      if statement != nil, code != SQLITE_OK || next != nil {
        sqlite3_finalize(next)
        throw Failure(.usage, "there is more than one statement", remedy: .words("ask one at a time"))
      }
      guard code == SQLITE_OK else { throw failure(in: sql, from: start) }
      statement = next ?? statement
      start = max(end, start + 1)
    }
    guard statement != nil else { throw Failure(.usage, "there is no statement") }
    guard sqlite3_stmt_readonly(statement) != 0 else {
      throw Failure(.usage, "the statement may only read the views, and asks for a change")
    }
  }

  private func bind(_ parameters: [String: JSONValue]) throws(Failure) {
    var unused = Set(parameters.keys)
    for place in 0..<sqlite3_bind_parameter_count(statement) {
      let written = sqlite3_bind_parameter_name(statement, place + 1).map { String(cString: $0) } ?? "?"
      let name = String(written.dropFirst())
      guard let value = parameters[name] else {
        throw Failure(.usage, "the parameter \(written) has no value")
      }
      unused.remove(name)
      switch value {
      case .integer(let number): sqlite3_bind_int64(statement, place + 1, number)
      case .double(let number): sqlite3_bind_double(statement, place + 1, number)
      default:
        let text = Array((value.string ?? "").utf8CString)
        // SQLite makes its own copy of the text.
        sqlite3_bind_text(
          statement, place + 1, text, Int32(text.count - 1),
          unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      }
    }
    if let name = unused.min() { throw Failure(.usage, "the statement has no parameter :\(name)") }
  }

  private func value(_ place: Int32) -> JSONValue {
    let bytes = { [statement] (start: UnsafeRawPointer?) in
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, place)))
    }
    switch sqlite3_column_type(statement, place) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, place))
    case SQLITE_FLOAT:
      let number = sqlite3_column_double(statement, place)
      // JSON has no infinite numbers.
      return number.isFinite ? .double(number) : .string(number < 0 ? "-Infinity" : "Infinity")
    case SQLITE_TEXT:
      let start = sqlite3_column_text(statement, place).map { UnsafeRawPointer($0) }
      return .string(String(decoding: bytes(start), as: UTF8.self))
    case SQLITE_BLOB: return .string(Data(bytes(sqlite3_column_blob(statement, place))).base64EncodedString())
    default: return .null
    }
  }

  /// `names`, with repeated names made distinct.
  private static func told(_ names: [String]) -> [String] {
    var told: [String] = []
    for name in names {
      var number = 1
      var distinct = name
      // No column is given a name that a later column already has.
      while told.contains(distinct) || number > 1 && names.contains(distinct) {
        number += 1
        distinct = "\(name)_\(number)"
      }
      told.append(distinct)
    }
    return told
  }
}
