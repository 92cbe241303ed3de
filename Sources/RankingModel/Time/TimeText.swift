/// The UTF-8 bytes of a date or time in ISO 8601, read from the left.
struct TimeText {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// The result of `read`, which must read the whole of `text`; otherwise `nil`.
  static func read<Value>(_ text: String, _ read: (inout TimeText) -> Value?) -> Value? {
    var text = text
    return text.withUTF8 { self.read($0, read) }
  }

  /// The result of `read`, which must read the whole of `bytes`; otherwise `nil`.
  static func read<Value>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ read: (inout TimeText) -> Value?
  ) -> Value? {
    var rest = TimeText(bytes: bytes)
    let value = read(&rest)
    return rest.isEmpty ? value : nil
  }

  var isEmpty: Bool { position == bytes.count }

  /// Reads `sign`. Returns `false`, and reads nothing, where something else comes next.
  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  /// Reads the next `digits` digits as a number below `limit`.
  @inline(__always)
  mutating func number(digits: Int, below limit: Int = .max) -> Int? {
    guard position + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + digits] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    position += digits
    return value < limit ? value : nil
  }

  /// `YYYY-MM-DD`.
  mutating func day() -> Day? {
    guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
      let day = number(digits: 2)
    else { return nil }
    return Day(year: year, month: month, day: day)
  }

  /// `HH:MM` as minutes.
  mutating func minutes() -> Int? {
    guard let hour = number(digits: 2, below: 24), take(":"), let minute = number(digits: 2, below: 60)
    else { return nil }
    return hour * 60 + minute
  }

  /// `:SS[.ffffff]` as microseconds; 0 where there is none.
  mutating func microseconds() -> Int? {
    guard take(":") else { return 0 }
    guard let second = number(digits: 2, below: 60) else { return nil }
    var microseconds = second * 1_000_000
    guard take(".") else { return microseconds }
    var unit = 100_000
    while unit > 0, let digit = number(digits: 1) {
      microseconds += digit * unit
      unit /= 10
    }
    return unit < 100_000 ? microseconds : nil
  }

  /// `Z` or `±HH:MM` as minutes.
  mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    if take("-") { return minutes().map { -$0 } }
    return take("+") ? minutes() : nil
  }
}
