import Glibc

/// Runs `body` on a thread of its own that takes no signals: they are for the rest of the process, and a
/// write to a closed connection is to fail and not to end it.
///
/// - Returns: false where the system has no thread to give; `body` is then dropped.
func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  let context = Unmanaged.passRetained(ThreadBody(run: body))
  var thread = pthread_t()
  guard pthread_create(&thread, nil, { runThreadBody($0) }, context.toOpaque()) == 0 else {
    context.release()
    return false
  }
  pthread_detach(thread)
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
