import CCurl
import Glibc
import Synchronization

/// The one thread that calls libcurl. It sleeps in `curl_multi_poll` until a socket, a timeout or a new order wakes it.
///
/// Unchecked, and safe: orders come in through a mutex, `curl` and `multi` never change, and other threads use the multi handle
/// for `curl_multi_wakeup` only, which libcurl allows. The thread holds a reference to this object as long as it runs, and so
/// does every caller that wakes it. So the handle outlives both.
final class TransferLoop: @unchecked Sendable {
  private struct Inbox {
    var orders: [TransferOrder] = []
    var isStopping = false
  }

  private let curl: UnsafePointer<marquee_curl>
  private let multi: UnsafeMutableRawPointer
  private let maximumInFlight: Int
  private let inbox = Mutex(Inbox())

  /// Starts the thread.
  init(library: CurlLibrary, maximumInFlight: Int) throws(FetchError.Cause) {
    curl = library.functions
    self.maximumInFlight = max(1, maximumInFlight)
    guard let multi = curl.pointee.curl_multi_init() else {
      throw .unavailable("libcurl has not enough memory")
    }
    self.multi = multi
    // If there is no file descriptor for waking it, libcurl works but cannot be woken, and an order would wait for a timeout.
    guard curl.pointee.curl_multi_wakeup(multi) == CURLM_OK else {
      throw .unavailable("too many files are open; raise the limit (ulimit -n)")
    }
    _ = marquee_set_multi_number(curl, multi, CURLMOPT_MAXCONNECTS, self.maximumInFlight)
    try startThread()
  }

  deinit {
    _ = curl.pointee.curl_multi_cleanup(multi)
  }

  /// Runs one transfer as soon as fewer than `maximumInFlight` are in flight. If the task is cancelled, the transfer ends,
  /// whether it waits or runs.
  func run(
    _ makeOrder: @Sendable (Cancellation, CheckedContinuation<TransferResult, Never>) -> TransferOrder
  ) async -> TransferResult {
    let cancellation = Cancellation()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { submit(makeOrder(cancellation, $0)) }
    } onCancel: {
      cancellation.request()
      wake()
    }
  }

  /// Ends the thread and all transfers.
  func stop() {
    inbox.withLock { $0.isStopping = true }
    wake()
  }

  private func submit(_ order: TransferOrder) {
    let isAccepted = inbox.withLock { inbox in
      if !inbox.isStopping { inbox.orders.append(order) }
      return !inbox.isStopping
    }
    if isAccepted { wake() } else { order.completion.resume(returning: TransferResult(ending: .cancelled)) }
  }

  private func wake() { _ = curl.pointee.curl_multi_wakeup(multi) }

  /// Starts the thread. It blocks all signals, which are for the rest of the process: a write to a closed connection must fail,
  /// and must not end the process.
  private func startThread() throws(FetchError.Cause) {
    let context = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        if let context { Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw .unavailable("no thread can be started for it")
    }
    pthread_detach(thread)
  }

  // MARK: On the thread

  private func run() {
    // First come, first served.
    var queue: [TransferOrder] = []
    var active: [UnsafeMutableRawPointer: Transfer] = [:]
    while true {
      let news = inbox.withLock { inbox in
        defer { inbox.orders = [] }
        return inbox
      }
      queue += news.orders
      dropUnwanted(from: &queue, all: news.isStopping)
      dropUnwanted(from: &active, all: news.isStopping)
      if news.isStopping { return }
      admit(from: &queue, to: &active)
      var running: Int32 = 0
      _ = curl.pointee.curl_multi_perform(multi, &running)
      let hasEnded = collect(from: &active)
      if hasEnded, !queue.isEmpty { continue }
      var descriptors: Int32 = 0
      _ = curl.pointee.curl_multi_poll(multi, nil, 0, pause(for: active), &descriptors)
    }
  }

  private func admit(from queue: inout [TransferOrder], to active: inout [UnsafeMutableRawPointer: Transfer])
  {
    while active.count < maximumInFlight, !queue.isEmpty {
      let order = queue.removeFirst()
      guard let transfer = Transfer(order, curl: curl) else {
        let text = "libcurl has not enough memory"
        let ending = TransferResult.Ending.failed(code: CURLE_OUT_OF_MEMORY.rawValue, text: text)
        order.completion.resume(returning: TransferResult(ending: ending))
        continue
      }
      if curl.pointee.curl_multi_add_handle(multi, transfer.easy) == CURLM_OK {
        active[transfer.easy] = transfer
      } else {
        transfer.complete(CURLE_FAILED_INIT)
      }
    }
  }

  /// Ends the transfers that libcurl reports as done. Returns whether there were any.
  private func collect(from active: inout [UnsafeMutableRawPointer: Transfer]) -> Bool {
    var left: Int32 = 0
    var hasEnded = false
    while let message = curl.pointee.curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      // The message belongs to libcurl and is freed with the handle: read it first.
      let code = marquee_message_result(message)
      hasEnded = true
      _ = curl.pointee.curl_multi_remove_handle(multi, easy)
      active.removeValue(forKey: easy)?.complete(code)
    }
    return hasEnded
  }

  /// Ends the orders that were cancelled before their turn came, or all orders.
  private func dropUnwanted(from queue: inout [TransferOrder], all: Bool) {
    queue = queue.filter { order in
      guard all || order.cancellation.isRequested else { return true }
      order.completion.resume(returning: TransferResult(ending: .cancelled))
      return false
    }
  }

  /// Ends the cancelled and the stalled transfers, or all transfers.
  private func dropUnwanted(from active: inout [UnsafeMutableRawPointer: Transfer], all: Bool) {
    let now = ContinuousClock.now
    for transfer in active.values where all || transfer.isCancelled || transfer.stallsAt <= now {
      _ = curl.pointee.curl_multi_remove_handle(multi, transfer.easy)
      active[transfer.easy] = nil
      transfer.end(all || transfer.isCancelled ? .cancelled : .stalled)
    }
  }

  /// Milliseconds until the next transfer would count as stalled. libcurl's own timers end the pause earlier.
  private func pause(for active: [UnsafeMutableRawPointer: Transfer]) -> Int32 {
    let longest = Duration.seconds(60)
    let now = ContinuousClock.now
    let pause = active.values.map { now.duration(to: $0.stallsAt) }.min() ?? longest
    return Int32(min(pause, longest).wholeMilliseconds)
  }
}
