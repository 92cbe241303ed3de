import Foundation
import GRDB
import GRDBSQLite
import RankingModel

/// The columns of a statement's current row, as SQLite has them. Questions about all days read them without boxed values.
///
/// The functions of SQLite are those of https://www.sqlite.org/c3ref/column_blob.html. Columns are counted from 0.
struct Columns {
  fileprivate let statement: OpaquePointer

  /// Whether a column is null.
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  /// The whole number in a column; 0 where it is null.
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  /// The text in a column; `nil` where it is null.
  func text(_ column: Int32) -> String? { withText(column) { String(decoding: $0, as: UTF8.self) } }

  /// The result of `body` for the bytes of the text in a column; `nil` where the column is null.
  ///
  /// SQLite is asked for the bytes of the text. Asked for the text, it would copy it to end it with a zero.
  func withText<Value>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Value?) -> Value? {
    withBytes(column) { bytes in
      // SQLite has no address for no bytes.
      if bytes.isEmpty, isNull(column) { return nil }
      return body(bytes.assumingMemoryBound(to: UInt8.self))
    }
  }

  /// The result of `body` for the bytes in a column. There may be no bytes.
  func withBytes<Value>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    let start = sqlite3_column_blob(statement, column)
    return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }
}

extension Statement {
  /// The result of `body` for the row that the statement selects by its one parameter `number`; `nil` where there is no such row.
  func row<Value>(for number: Int64, _ body: (Columns) throws -> Value) throws -> Value? {
    defer { sqlite3_reset(sqliteStatement) }
    return try hasRow(from: number) ? try body(Columns(statement: sqliteStatement)) : nil
  }

  /// Starts the statement again with `number` as its one parameter.
  ///
  /// - Returns: whether the statement has a row.
  fileprivate func hasRow(from number: Int64) throws -> Bool {
    sqlite3_reset(sqliteStatement)
    sqlite3_bind_int64(sqliteStatement, 1, number)
    return try hasNextRow()
  }

  /// Steps to the next row.
  ///
  /// - Returns: whether there is a row.
  fileprivate func hasNextRow() throws -> Bool {
    let code = sqlite3_step(sqliteStatement)
    guard code != SQLITE_ROW, code != SQLITE_DONE else { return code == SQLITE_ROW }
    let message = sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)).map { String(cString: $0) }
    throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }

  /// Calls `body` with the columns of each row that the statement selects, in their order. The columns are valid in `body` only.
  func forEachRow(_ arguments: StatementArguments, _ body: (Columns) throws -> Void) throws {
    let rows = try Row.fetchCursor(self, arguments: arguments)
    let columns = Columns(statement: sqliteStatement)
    while try rows.next() != nil { try body(columns) }
  }
}

/// The rows of a table, found by their numbers. Where the next row is the one asked for, it is read without a new search.
struct NumberedRows: ~Copyable {
  private let statement: Statement
  private var isAtRow = false

  /// - Parameter statement: selects the rows from a number on in the order of their numbers. Its first column is the number.
  init(_ statement: Statement) { self.statement = statement }

  deinit { sqlite3_reset(statement.sqliteStatement) }

  /// The result of `body` for the row `number`; `nil` where there is no such row.
  mutating func row<Value>(_ number: Int64, _ body: (Columns) throws -> Value) throws -> Value? {
    let columns = Columns(statement: statement.sqliteStatement)
    isAtRow = try isAtRow && statement.hasNextRow()
    if !isAtRow || columns.integer(0) != number { isAtRow = try statement.hasRow(from: number) }
    return isAtRow && columns.integer(0) == number ? try body(columns) : nil
  }
}

extension ObjectID {
  /// The name whose hash the catalogue has; `nil` where there is none.
  init?(hash: Data?) {
    guard let name = hash?.withUnsafeBytes({ ObjectID(hash: $0) }) else { return nil }
    self = name
  }
}

extension Dictionary {
  /// The value of `key`. Where the key is new, `make` makes its value.
  mutating func value(of key: Key, _ make: (Key) throws -> Value) rethrows -> Value {
    if let value = self[key] { return value }
    let value = try make(key)
    self[key] = value
    return value
  }
}
