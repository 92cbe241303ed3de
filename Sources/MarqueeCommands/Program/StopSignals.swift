import Dispatch
import Glibc

/// Calls a function at the first Ctrl-C or SIGTERM. A second signal ends the process immediately, as usual.
struct StopSignals {
  private let sources: [any DispatchSourceSignal]

  /// Calls `stop` on the first signal.
  init(stop: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        stop()
      }
      source.resume()
      return source
    }
  }

  /// Gives the signals their default behaviour back.
  func restore() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
