/// The UTF-8 bytes of a date or time in ISO 8601, written from the left. Answers about twenty years write thousands of them.
struct WrittenTime {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private var count = 0

  /// The text that `write` writes: one day, and up to 24 bytes more.
  static func text(_ write: (inout WrittenTime) -> Void) -> String {
    // A year has at most 19 digits and a sign.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 50) { bytes in
      var written = WrittenTime(bytes: bytes)
      write(&written)
      return String(decoding: bytes[..<written.count], as: UTF8.self)
    }
  }

  /// Appends `YYYY-MM-DD`.
  mutating func append(_ day: Day) {
    let (year, month, day) = day.civil
    if year < 0 { append("-") }
    append(year, digits: 4)
    append("-", month, digits: 2)
    append("-", day, digits: 2)
  }

  /// Appends an ASCII character.
  mutating func append(_ sign: Unicode.Scalar) {
    bytes[count] = UInt8(ascii: sign)
    count += 1
  }

  /// Appends an ASCII character and a number.
  mutating func append(_ sign: Unicode.Scalar, _ number: Int, digits: Int) {
    append(sign)
    append(number, digits: digits)
  }

  /// Appends a number without its sign, in at least `digits` digits.
  private mutating func append(_ number: Int, digits: Int) {
    var (left, width) = (number.magnitude, 0)
    repeat { (left, width) = (left / 10, width + 1) } while left > 0
    (left, width) = (number.magnitude, max(width, digits))
    for place in (count..<count + width).reversed() {
      bytes[place] = UInt8(ascii: "0") + UInt8(left % 10)
      left /= 10
    }
    count += width
  }
}
