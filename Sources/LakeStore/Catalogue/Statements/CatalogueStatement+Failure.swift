import GRDB
import GRDBSQLite
import Glibc
import JSON
import RankingModel

extension CatalogueStatement {
  /// The failure for SQLite's current error about the statement or the file.
  ///
  /// - Parameters:
  ///   - sql: the text that was compiled, if any.
  ///   - start: the offset of the statement's first byte in it.
  func failure(in sql: String = "", from start: Int = 0) -> Failure {
    let code = ResultCode(rawValue: sqlite3_errcode(connection) & 0xFF)
    let words = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "error \(code.rawValue)"
    let views = "the views are: \(CatalogueViews.names.joined(separator: ", "))"
    if let refused = authorizer.refused {
      return Failure(
        .usage, "the statement may only read the views, and asks for \(refused)", remedy: .words(views))
    }
    switch code {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN,
      .SQLITE_FULL,
      .SQLITE_PROTOCOL, .SQLITE_NOMEM:
      return Failure(database: "the catalogue", DatabaseError(resultCode: code, message: words))
    default: break
    }
    let offset = CatalogueStatement.offset(connection).map { start + $0 }
    let mark = offset.flatMap { CatalogueStatement.mark($0, in: sql) } ?? ""
    return Failure(
      .usage, "the statement is wrong: \(words)\(mark)",
      remedy: CatalogueStatement.guess(words, connection)
        ?? (words.contains("no such table") ? .words(views) : nil),
      facts: offset.map { [JSONMember("offset", JSONValue($0))] } ?? [])
  }

  /// The offset of the byte at which SQLite found the error; `nil` where there is none, or SQLite is older than 3.38.
  private static func offset(_ connection: OpaquePointer) -> Int? {
    typealias Call = @convention(c) (OpaquePointer) -> CInt
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "sqlite3_error_offset") else { return nil }
    let offset = Int(unsafeBitCast(symbol, to: Call.self)(connection))
    return offset < 0 ? nil : offset
  }

  /// The line of `sql` with the byte at `offset`, and a caret below that byte.
  private static func mark(_ offset: Int, in sql: String) -> String? {
    let bytes = Array(sql.utf8)
    guard offset <= bytes.count else { return nil }
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<offset].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[offset...].firstIndex(of: newline) ?? bytes.count
    // Only the part of a long line around the error is shown.
    let (from, to) = (max(start, offset - 60), min(end, offset + 20))
    let line = String(decoding: bytes[from..<to], as: UTF8.self).replacing("\t", with: " ")
    let indent = String(decoding: bytes[from..<offset], as: UTF8.self).count
    return "\n  \(line)\n  \(String(repeating: " ", count: indent))^"
  }

  /// A hint at the view or column that was probably meant by a name that SQLite does not find.
  private static func guess(_ words: String, _ connection: OpaquePointer) -> Remedy? {
    guard let match = words.firstMatch(of: /^no such (table|column): (?:\w+\.)*(\w+)$/) else { return nil }
    let known = match.1 == "table" ? CatalogueViews.names : columnNames(connection)
    // A column with exactly this name belongs to a view that the statement does not ask.
    let meant = Spelling.nearest(to: String(match.2), among: known)
    return meant == String(match.2) ? nil : meant.map { .words("did you mean \"\($0)\"?") }
  }

  /// The names of all columns of the documented views.
  private static func columnNames(_ connection: OpaquePointer) -> [String] {
    var statement: OpaquePointer?
    sqlite3_prepare_v2(connection, CatalogueViews.listing, -1, &statement, nil)
    defer { sqlite3_finalize(statement) }
    var names: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      if let name = sqlite3_column_text(statement, 1) { names.append(String(cString: name)) }
    }
    return names
  }
}
