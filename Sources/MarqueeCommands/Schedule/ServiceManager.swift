import Glibc

/// The service manager that started this process. It is told the state of the process over a socket that the environment names
/// (sd_notify(3)). If there is no service manager, nothing is sent.
struct ServiceManager: Sendable {
  private let address: String?
  private let watchdog: Duration?

  /// The manager that `environment` names.
  init(_ environment: [String: String]) {
    address = environment["NOTIFY_SOCKET"].flatMap { ["/", "@"].contains($0.prefix(1)) ? $0 : nil }
    let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
    watchdog = isMeant && microseconds > 0 ? .microseconds(microseconds) : nil
  }

  /// Sends `message`: assignments, one per line. A failure to send is ignored.
  func tell(_ message: String) {
    guard let address else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    // A name that begins with @ is an abstract socket, which lies in no folder: its first byte is 0.
    let path = address.hasPrefix("@") ? [0] + Array(address.utf8.dropFirst()) : Array(address.utf8)
    let room = MemoryLayout.size(ofValue: place.sun_path)
    guard path.count < room else { return }
    withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: path) }
    let isAbstract = path.first == 0
    let length = MemoryLayout<sockaddr_un>.size - room + path.count + (isAbstract ? 0 : 1)
    let bytes = Array(message.utf8)
    _ = withUnsafePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
      }
    }
  }

  /// Sends a sign of life twice per watchdog interval, until the task is cancelled. `nil` if the manager has not asked for that.
  func keepAlive() -> Task<Void, Never>? {
    guard address != nil, let watchdog else { return nil }
    return Task {
      while !Task.isCancelled {
        tell("WATCHDOG=1")
        try? await Task.sleep(for: watchdog / 2)
      }
    }
  }
}
