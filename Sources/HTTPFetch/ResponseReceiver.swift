/// Collects the head and body of an answer as they arrive, and ends the transfer at its limits.
struct ResponseReceiver {
  private static let largestHead = 256 * 1024
  private static let largestUnwantedBody = 256 * 1024
  private static let largestReservation = 8 << 20

  let maximumBytes: Int
  let acceptedStatuses: Set<Int>

  private(set) var status = 0
  private(set) var headers: [HeaderField] = []
  private(set) var body: [UInt8] = []
  /// Why the answer is refused; nil while it is not, and where only the body of an error answer was cut off.
  private(set) var refusal: TransferResult.Ending?

  private(set) var headBytes = 0
  private(set) var unwantedBytes = 0

  /// Whether the body belongs to a wanted answer, not to an error or a redirect.
  var isAnswer: Bool { (200..<300).contains(status) || acceptedStatuses.contains(status) }

  /// Takes one line of the head, including the empty line at its end.
  ///
  /// - Returns: false to end the transfer.
  mutating func receiveHeadLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
    headBytes += bytes.count
    guard headBytes <= Self.largestHead else {
      refusal = .headTooLarge
      return false
    }
    let line = String(decoding: bytes, as: UTF8.self)
    let text = line.trimmed
    if text.hasPrefix("HTTP/"), !line.hasPrefix(" ") {
      headers = []
      status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if text.isEmpty {
      return acceptLength()
    } else if let colon = text.firstIndex(of: ":") {
      headers.append(HeaderField(text[..<colon].trimmed, text[text.index(after: colon)...].trimmed))
    }
    return true
  }

  /// Takes a piece of the body.
  ///
  /// - Returns: false to end the transfer.
  mutating func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard isAnswer else {
      unwantedBytes += bytes.count
      return unwantedBytes <= Self.largestUnwantedBody
    }
    guard bytes.count <= maximumBytes - body.count else {
      refusal = .tooLarge
      body = []
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  /// Hands the body over without a copy.
  mutating func takeBody() -> [UInt8] {
    defer { body = [] }
    return body
  }

  private mutating func acceptLength() -> Bool {
    guard isAnswer, body.isEmpty, let length = headers.first(named: "Content-Length").flatMap({ Int($0) })
    else { return true }
    guard length <= maximumBytes else {
      refusal = .tooLarge
      return false
    }
    body.reserveCapacity(min(length, Self.largestReservation))
    return true
  }
}

extension StringProtocol {
  /// The text without white space and line ends around it.
  package var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
