/// What a `LoopbackServer` does with a request.
public enum LoopbackBehaviour: Sendable {
  /// A proper answer with a `Content-Length`; the connection stays open. No body is sent with 204 and 304.
  case respond(status: Int = 200, headers: [String: String] = [:], body: [UInt8] = [])
  /// The answer to a `HEAD`: it tells the length of a body and has none. The connection stays open.
  case headOnly(status: Int, headers: [String: String], length: Int)
  /// A proper answer whose body comes in these chunks.
  case chunks([[UInt8]])
  /// The connection is closed in the regular way without a byte.
  case closeWithoutAnswer
  /// The connection is reset without a byte.
  case reset
  /// The head promises `missing` bytes more than `body`, after which the connection is reset.
  case resetAfter(body: [UInt8], missing: Int)
  /// The head promises `missing` bytes more than `body`, after which the connection is closed in the regular way.
  case truncated(body: [UInt8], missing: Int)
  /// One chunk comes, then the connection is closed without a last chunk.
  case chunkedCut([UInt8])
  /// The head promises chunks, but the body has another form.
  case garbageChunking
  /// Nothing comes until the client leaves or the server stops.
  case hang
  /// The head and `body` come, then nothing, though the head promised `missing` bytes more.
  case hangAfter(body: [UInt8], missing: Int)
  /// A proper answer whose body comes a byte at a time.
  case drip(body: [UInt8], interval: Duration)
  /// A body without end, in chunks, until the client leaves or the server stops.
  case endless
  /// These bytes and nothing else, after which the connection is closed.
  case raw([UInt8])

  /// A proper answer with a text for a body.
  public static func respond(
    status: Int = 200, headers: [String: String] = [:], text: String
  ) -> LoopbackBehaviour {
    .respond(status: status, headers: headers, body: Array(text.utf8))
  }

  /// A redirect to `location`.
  public static func redirect(to location: String, status: Int = 302) -> LoopbackBehaviour {
    .respond(status: status, headers: ["Location": location], text: "moved\n")
  }
}

extension LoopbackConnection {
  /// Carries the behaviour out.
  ///
  /// - Returns: whether the connection can take another request.
  func perform(_ behaviour: LoopbackBehaviour) -> Bool {
    switch behaviour {
    case .respond(let status, let headers, let body):
      let carriesBody = status != 204 && status != 304
      return send(head(status, headers, length: body.count) + (carriesBody ? body : []))
    case .headOnly(let status, let headers, let length): return send(head(status, headers, length: length))
    case .chunks(let chunks):
      return send(chunkedHead + chunks.flatMap(chunk) + chunk([]))
    case .closeWithoutAnswer: return false
    case .reset: resetOnClose()
    case .resetAfter(let body, let missing):
      _ = send(head(200, [:], length: body.count + missing) + body)
      resetOnClose()
    case .truncated(let body, let missing): _ = send(head(200, [:], length: body.count + missing) + body)
    case .chunkedCut(let bytes): _ = send(chunkedHead + chunk(bytes))
    case .garbageChunking: _ = send(chunkedHead + Array("this is no chunk\r\n".utf8))
    case .hang: waitUntilClientLeaves()
    case .hangAfter(let body, let missing):
      _ = send(head(200, [:], length: body.count + missing) + body)
      waitUntilClientLeaves()
    case .drip(let body, let interval): return drip(body, interval)
    case .endless:
      _ = send(chunkedHead)
      while send(chunk([UInt8](repeating: 32, count: 16 * 1024))) {}
    case .raw(let bytes): _ = send(bytes)
    }
    return false
  }

  private func drip(_ body: [UInt8], _ interval: Duration) -> Bool {
    guard send(head(200, [:], length: body.count)) else { return false }
    for byte in body {
      waitUntilClientLeaves(for: interval)
      guard send([byte]) else { return false }
    }
    return true
  }

  private func head(_ status: Int, _ headers: [String: String], length: Int) -> [UInt8] {
    let fields = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
    return Array("HTTP/1.1 \(status) Status\r\n\(fields)Content-Length: \(length)\r\n\r\n".utf8)
  }

  private var chunkedHead: [UInt8] { Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) }

  private func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
  }
}
