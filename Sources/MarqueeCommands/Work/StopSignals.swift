import Dispatch
import Glibc

/// Turns Ctrl-C and SIGTERM into a call, once; a second one ends the process at once, as usual.
final class StopSignals: Sendable {
  private let sources: [any DispatchSourceSignal & Sendable]

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

  /// Gives the signals their usual meaning back.
  func restore() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
