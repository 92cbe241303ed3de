import Foundation
import Synchronization

/// A web server on 127.0.0.1 that treats its clients in any way that a test needs, also badly.
///
///     let server = try LoopbackServer { request in
///       request.path == "/list.json" ? .respond(text: "[]") : .respond(status: 404)
///     }
///     // … server.baseURL + "/list.json" …
///     #expect(server.requests.count == 1)
///
/// Each connection has its own thread, and the closure may run on several threads at once. Connections stay open between requests
/// if the behaviour allows it. The server stops when the last reference goes.
public final class LoopbackServer: Sendable {
  private let core: LoopbackCore

  /// Starts a server on a free port.
  ///
  /// - Parameter answer: decides what happens to each request.
  /// - Throws: `LoopbackServerError` if no socket can be opened.
  public init(_ answer: @escaping @Sendable (LoopbackRequest) -> LoopbackBehaviour) throws {
    core = try LoopbackCore(answer)
    core.start()
  }

  deinit {
    core.stop()
  }

  /// The port that the server listens on.
  public var port: Int { core.port }

  /// The address of the server, such as `http://127.0.0.1:40123`, without a slash at its end.
  public var baseURL: String { "http://127.0.0.1:\(core.port)" }

  /// Every request so far, in the order in which their heads were complete.
  public var requests: [LoopbackRequest] { core.log.withLock { $0.requests } }

  /// How many connections have been accepted so far.
  public var connectionCount: Int { core.log.withLock { $0.connections } }

  /// The largest number of requests that were being answered at one time.
  public var mostAtOnce: Int { core.log.withLock { $0.mostAtOnce } }

  /// Closes the port and every connection, and ends hanging requests. A second call does nothing.
  public func stop() {
    core.stop()
  }
}

/// Why a `LoopbackServer` cannot start.
public struct LoopbackServerError: Error, CustomStringConvertible {
  /// The step that failed, and the system's message.
  public let description: String

  init(_ step: String) {
    description = "the loopback server cannot \(step): \(String(cString: strerror(errno)))"
  }
}

/// One request as the server read it.
public struct LoopbackRequest: Sendable {
  /// The method, such as `GET`.
  public let method: String
  /// Path and query as they were sent.
  public let target: String
  /// The headers in the order sent, with their names as sent.
  public let headers: [(name: String, value: String)]
  /// The body; empty if there was none.
  public let body: [UInt8]
  /// The number of the connection that the request came over, from 0.
  public let connection: Int
  /// The number of the request among all requests to the server, from 0.
  public let number: Int

  /// The target up to its query.
  public var path: String { String(target.prefix { $0 != "?" }) }

  /// The query's fields, percent-decoded; the last one counts if a name comes twice.
  public var query: [String: String] {
    let text = target.drop { $0 != "?" }.dropFirst()
    let pairs = text.split(separator: "&").map { field in
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : "")
    }
    return Dictionary(pairs) { _, last in last }
  }

  /// The value of the first header with this name; upper and lower case do not matter.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  private static func decode(_ text: Substring) -> String {
    let spaced = text.replacingOccurrences(of: "+", with: " ")
    return spaced.removingPercentEncoding ?? spaced
  }
}
