import Foundation
import Glibc
import Synchronization

/// The part of a server that its threads keep alive, so that the server itself can be released.
final class LoopbackCore: Sendable {
  struct Log {
    var requests: [LoopbackRequest] = []
    var connections = 0
    var atOnce = 0
    var mostAtOnce = 0
  }

  struct OpenSockets {
    var connections: Set<Int32> = []
    var isStopped = false
  }

  let port: Int
  let log = Mutex(Log())
  let sockets = Mutex(OpenSockets())
  private let listener: Int32
  private let answer: @Sendable (LoopbackRequest) -> LoopbackBehaviour

  init(_ answer: @escaping @Sendable (LoopbackRequest) -> LoopbackBehaviour) throws {
    self.answer = answer
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw LoopbackServerError("open a socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
        guard bind(listener, address, length) == 0, listen(listener, 128) == 0 else { return -1 }
        return getsockname(listener, address, &length)
      }
    }
    guard code == 0 else {
      let error = LoopbackServerError("listen")
      close(listener)
      throw error
    }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  func start() {
    Thread.detachNewThread { self.acceptConnections() }
  }

  /// Interrupts the calls of all threads; each then closes its own socket.
  func stop() {
    sockets.withLock { sockets in
      guard !sockets.isStopped else { return }
      sockets.isStopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for connection in sockets.connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  private func acceptConnections() {
    while true {
      let descriptor = accept(listener, nil, nil)
      let isStopped = sockets.withLock { sockets in
        if descriptor >= 0, !sockets.isStopped { sockets.connections.insert(descriptor) }
        return sockets.isStopped
      }
      if isStopped {
        if descriptor >= 0 { close(descriptor) }
        break
      }
      guard descriptor >= 0 else {
        // The client left at once, or no descriptor is free at the moment.
        poll(nil, 0, 5)
        continue
      }
      let index = log.withLock { log in
        defer { log.connections += 1 }
        return log.connections
      }
      Thread.detachNewThread { self.serve(LoopbackConnection(descriptor: descriptor, index: index)) }
    }
    close(listener)
  }

  private func serve(_ connection: LoopbackConnection) {
    var isOpen = true
    while isOpen, let (head, body) = connection.readRequest() {
      let request = record(head, body, connection.index)
      isOpen = connection.perform(answer(request))
      log.withLock { $0.atOnce -= 1 }
    }
    sockets.withLock { sockets in
      sockets.connections.remove(connection.descriptor)
      _ = close(connection.descriptor)
    }
  }

  private func record(_ head: [String], _ body: [UInt8], _ connection: Int) -> LoopbackRequest {
    let line = head[0].split(separator: " ").map(String.init)
    let headers = head.dropFirst().compactMap { field -> (name: String, value: String)? in
      let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
    }
    return log.withLock { log in
      let request = LoopbackRequest(
        method: line.first ?? "", target: line.count > 1 ? line[1] : "", headers: headers, body: body,
        connection: connection, number: log.requests.count)
      log.requests.append(request)
      log.atOnce += 1
      log.mostAtOnce = max(log.mostAtOnce, log.atOnce)
      return request
    }
  }
}

/// One accepted connection, used by one thread.
final class LoopbackConnection: Sendable {
  let descriptor: Int32
  let index: Int

  init(descriptor: Int32, index: Int) {
    self.descriptor = descriptor
    self.index = index
  }

  /// The lines of the head and the body of the next request; nil if the client has left. Clients are assumed to wait for an
  /// answer before they send the next request.
  func readRequest() -> (head: [String], body: [UInt8])? {
    var bytes: [UInt8] = []
    var headEnd: Int?
    while headEnd == nil {
      guard let more = receive() else { return nil }
      let start = max(0, bytes.count - 3)
      bytes.append(contentsOf: more)
      headEnd = bytes[start...].firstRange(of: Array("\r\n\r\n".utf8))?.lowerBound
    }
    guard let headEnd else { return nil }
    let head = String(decoding: bytes[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
    let length =
      head.first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) } ?? 0
    var body = Array(bytes[(headEnd + 4)...])
    while body.count < length {
      guard let more = receive() else { return nil }
      body.append(contentsOf: more)
    }
    return (head, body)
  }

  /// Sends `bytes`; false if the client has left.
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Makes the coming close a reset: without a time to linger, unsent bytes are thrown away.
  func resetOnClose() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Returns when the client has closed its end, the server stops, or `time` is up; nil is no limit.
  func waitUntilClientLeaves(for time: Duration? = nil) {
    let milliseconds = time.map { Int32($0 / .milliseconds(1)) } ?? -1
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, milliseconds) != 0 {
      if waiting.revents != 0, receive() == nil { return }
    }
  }

  private func receive() -> [UInt8]? {
    var failure: Int32 = 0
    while true {
      let bytes = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { buffer, count in
        let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        failure = received < 0 ? errno : 0
        count = max(0, received)
      }
      if failure == EINTR { continue }
      return bytes.isEmpty ? nil : bytes
    }
  }
}
