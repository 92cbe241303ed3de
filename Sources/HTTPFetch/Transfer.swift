import CCurl
import Glibc

/// A transfer under way. It owns one easy handle and everything to which libcurl keeps a pointer. It lives on the loop's thread,
/// which removes the handle from the multi handle before it releases this object.
final class Transfer {
  /// libcurl's handle.
  let easy: UnsafeMutableRawPointer

  /// The file of trusted certificate authorities, where the environment names one as for OpenSSL's own programs. Otherwise
  /// libcurl uses its default file.
  private static let certificates = getenv("SSL_CERT_FILE").map { String(cString: $0) }

  private let order: TransferOrder
  private let curl: UnsafePointer<marquee_curl>
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private var receiver: ResponseReceiver
  private var lastSign = ContinuousClock.now
  /// How often libcurl has started to send the request.
  private var sendings = 0

  /// Nil where libcurl has no memory left.
  init?(_ order: TransferOrder, curl: UnsafePointer<marquee_curl>) {
    guard let easy = curl.pointee.curl_easy_init() else { return nil }
    (self.easy, self.order, self.curl) = (easy, order, curl)
    receiver = ResponseReceiver(
      maximumBytes: order.limits.maximumBytes, acceptedStatuses: order.acceptedStatuses)
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    configure()
  }

  deinit {
    curl.pointee.curl_easy_cleanup(easy)
    curl.pointee.curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  var isCancelled: Bool { order.cancellation.isRequested }

  /// When this transfer counts as stalled if nothing arrives before.
  var stallsAt: ContinuousClock.Instant { lastSign + order.limits.stallTimeout }

  /// Reports to the waiting task that the transfer ended with libcurl's `code`.
  func complete(_ code: CURLcode) {
    if let refusal = receiver.refusal {
      end(refusal)
    } else if code == CURLE_OK {
      end(.complete)
    } else if sendings > 1 {
      end(.failed(code: CURLE_GOT_NOTHING.rawValue, text: ""))
    } else {
      let words = String(cString: errorText)
      if isLineTooLong(code, words) { return end(.headTooLarge) }
      let general = curl.pointee.curl_easy_strerror(code).map { String(cString: $0) } ?? "unknown failure"
      end(.failed(code: code.rawValue, text: words.isEmpty ? general : words))
    }
  }

  /// Whether the answer had a longer header line than libcurl accepts (some 100 KiB; 4 KiB after a body in chunks). libcurl
  /// reports such a line as a lack of memory. Once the request is sent, nothing else makes libcurl need more memory.
  private func isLineTooLong(_ code: CURLcode, _ words: String) -> Bool {
    // Newer libraries have CURLE_TOO_LARGE (100), which older headers do not name.
    let isLacking = code == CURLE_OUT_OF_MEMORY || code.rawValue == 100
    return isLacking && sendings > 0
      || code == CURLE_RECV_ERROR && words.hasPrefix("Out of memory in chunked")
  }

  /// Reports to the waiting task that the transfer ended with `ending`.
  func end(_ ending: TransferResult.Ending) {
    var microseconds: curl_off_t = 0
    _ = marquee_get_offset(curl, easy, CURLINFO_TOTAL_TIME_T, &microseconds)
    let result = TransferResult(
      ending: ending, status: receiver.status, headers: receiver.headers, body: receiver.takeBody(),
      elapsed: .microseconds(microseconds))
    order.completion.resume(returning: result)
  }

  private func configure() {
    setText(CURLOPT_URL, order.address.text)
    setText(CURLOPT_USERAGENT, order.userAgent)
    if order.address.keepsPath { setNumber(CURLOPT_PATH_AS_IS, 1) }
    setPointer(CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque())
    setPointer(CURLOPT_ERRORBUFFER, errorText)
    _ = marquee_allow_web_only(curl, easy)
    // The fetcher follows redirects itself: it checks each address before it requests it.
    setNumber(CURLOPT_FOLLOWLOCATION, 0)
    setNumber(CURLOPT_SSL_VERIFYPEER, 1)
    if let certificates = Transfer.certificates { setText(CURLOPT_CAINFO, certificates) }
    setNumber(CURLOPT_SSL_VERIFYHOST, 2)
    // libcurl would otherwise change signal handlers, which belong to the whole process.
    setNumber(CURLOPT_NOSIGNAL, 1)
    setNumber(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    if order.address.scheme == "https" {
      // Prefers one connection with many streams to one connection per request.
      setNumber(CURLOPT_PIPEWAIT, 1)
    }
    if order.address.isLocal { setText(CURLOPT_PROXY, "") }
    setNumber(CURLOPT_BUFFERSIZE, 64 * 1024)
    setNumber(CURLOPT_CONNECTTIMEOUT_MS, order.limits.connectTimeout.wholeMilliseconds)
    setNumber(CURLOPT_TIMEOUT_MS, order.limits.totalTimeout.wholeMilliseconds)
    for header in order.headers {
      // libcurl leaves out a header without a value unless it ends in a semicolon.
      let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
      headerList = curl.pointee.curl_slist_append(headerList, line) ?? headerList
    }
    if order.body != nil || order.method != "GET" { setBody() }
    setPointer(CURLOPT_HTTPHEADER, headerList)
    setReceivers()
  }

  private func setBody() {
    let body = order.body ?? []
    if order.body != nil || order.method == "POST" {
      // The size is set first, since libcurl copies that many bytes. An empty array has no address, so one byte is added.
      setNumber(CURLOPT_POSTFIELDSIZE, body.count)
      var bytes = body + [0]
      bytes.withUnsafeMutableBytes { setPointer(CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
      if let speed = order.limits.bytesSentPerSecond { setNumber(CURLOPT_MAX_SEND_SPEED_LARGE, speed) }
      // Without these headers, libcurl declares every body a form, and asks first whether a large one may be sent.
      for name in ["Content-Type", "Expect"] where order.headers.first(named: name) == nil {
        headerList = curl.pointee.curl_slist_append(headerList, "\(name):") ?? headerList
      }
    }
    // Otherwise libcurl waits for the body that the answer's head announces.
    if order.method == "HEAD" { setNumber(CURLOPT_NOBODY, 1) }
    setText(CURLOPT_CUSTOMREQUEST, order.method)
  }

  private func setReceivers() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    setPointer(CURLOPT_HEADERDATA, context)
    setPointer(CURLOPT_WRITEDATA, context)
    _ = marquee_set_receiver(curl, easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      Transfer.receive(bytes, size * count, context) { $0.receiveHeadLine($1) }
    }
    _ = marquee_set_receiver(curl, easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      Transfer.receive(bytes, size * count, context) { $0.receiveBody($1) }
    }
    // Where a reused connection breaks without an answer, libcurl would send the request again by itself, and nobody would count
    // that call. This callback refuses the second sending.
    _ = marquee_set_sender(
      curl, easy,
      { context, _, _, _, _ in
        guard let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        transfer.sendings += 1
        return transfer.sendings > 1 ? 1 : 0
      }, context)
  }

  /// The common part of libcurl's callbacks. Any result other than the number of bytes given ends the transfer.
  private static func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (inout ResponseReceiver, UnsafeRawBufferPointer) -> Bool
  ) -> Int {
    guard count > 0, let context else { return count }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    transfer.lastSign = .now
    let isTaken = take(&transfer.receiver, UnsafeRawBufferPointer(start: bytes, count: count))
    return isTaken ? count : 0
  }

  private func setNumber(_ option: CURLoption, _ value: Int) {
    _ = marquee_set_number(curl, easy, option, value)
  }

  private func setText(_ option: CURLoption, _ value: String) {
    _ = marquee_set_text(curl, easy, option, value)
  }

  private func setPointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
    _ = marquee_set_pointer(curl, easy, option, value)
  }
}

extension Duration {
  /// Whole milliseconds, rounded up and at least 1, because libcurl takes 0 for "no limit". At most a million seconds.
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let longest: Int64 = 1_000_000
    if seconds >= longest { return Int(longest * 1000) }
    return max(1, Int(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
