import GRDB
import Synchronization

/// Connections to one catalogue, for questions that are asked at the same time. Another one is opened only when all are in use.
/// Most processes ask one question after another, and need one connection.
final class ReaderPool: Sendable {
  private let first: any DatabaseReader
  private let path: String?
  private let idle: Mutex<[any DatabaseReader]>

  /// A pool that begins with the connection `first`.
  ///
  /// - Parameter path: the catalogue's file. Without it no other connection is opened, and questions take turns.
  init(_ first: any DatabaseReader, path: String?) {
    self.first = first
    self.path = path
    idle = Mutex([first])
  }

  /// Answers one question from one consistent view of the catalogue.
  func read<Value>(_ question: (Database) throws -> Value) throws -> Value {
    var connection = idle.withLock { $0.popLast() }
    if connection == nil, let path { connection = try ReadOnlyDatabase.open(path: path) }
    guard let connection else { return try first.read(question) }
    defer { idle.withLock { $0.append(connection) } }
    return try connection.read(question)
  }
}
