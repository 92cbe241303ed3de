#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs `body` on a thread of its own that takes no signals: they are for the rest of the process, and a
/// write to a closed connection is to fail and not to end it.
///
/// - Returns: false where the system has no thread to give; `body` is then dropped.
func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  let context = Unmanaged.passRetained(ThreadBody(run: body))
  #if canImport(Darwin)
    var thread: pthread_t?
    let code = pthread_create(&thread, nil, { runThreadBody($0) }, context.toOpaque())
    let identifier = thread
  #else
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { runThreadBody($0) }, context.toOpaque())
    let identifier: pthread_t? = thread
  #endif
  guard code == 0, let identifier else {
    context.release()
    return false
  }
  pthread_detach(identifier)
  return true
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  var signals = sigset_t()
  sigfillset(&signals)
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run() }
  return nil
}
