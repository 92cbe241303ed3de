/// Writes JSON in the canonical form of RFC 8785 (JCS): members sorted by their UTF-16 code units, no white
/// space, numbers as ECMAScript prints doubles. The same value gives the same bytes on every machine.
public enum CanonicalJSON {
  /// The canonical bytes of `value`.
  public static func bytes(_ value: JSONValue) -> [UInt8] {
    var output: [UInt8] = []
    append(value, to: &output)
    return output
  }

  /// The canonical text of `value`.
  public static func text(_ value: JSONValue) -> String { String(decoding: bytes(value), as: UTF8.self) }

  /// Appends the canonical bytes of `value`.
  public static func append(_ value: JSONValue, to output: inout [UInt8]) {
    switch value {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: value ? "true".utf8 : "false".utf8)
    case .integer(let number):
      // Beyond 2^53, JCS prints the nearest double. Callers refuse such numbers before they call this.
      if number.magnitude <= JSONValue.largestInteger.magnitude {
        appendInteger(number, to: &output)
      } else {
        output.append(contentsOf: decimal(Double(number)).utf8)
      }
    case .double(let number):
      if !appendShortDecimal(number, to: &output) { output.append(contentsOf: decimal(number).utf8) }
    case .string(let text): appendString(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        append(element, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      var separator = UInt8(ascii: "{")
      for member in sorted(members) { appendMember(member.key, member.value, after: &separator, to: &output) }
      if members.isEmpty { output.append(separator) }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// `members` in canonical order.
  package static func sorted(_ members: [JSONMember]) -> [JSONMember] {
    let isSorted = zip(members, members.dropFirst()).allSatisfy { precedes($0.key, $1.key) }
    return isSorted ? members : members.sorted { precedes($0.key, $1.key) }
  }

  /// Appends `separator` and one member of an object, and sets `separator` to a comma for the next member.
  package static func appendMember(
    _ key: String, _ value: JSONValue, after separator: inout UInt8, to output: inout [UInt8]
  ) {
    output.append(separator)
    separator = UInt8(ascii: ",")
    appendString(key, to: &output)
    output.append(UInt8(ascii: ":"))
    append(value, to: &output)
  }

  /// Whether the name `left` sorts before `right`: by UTF-16 code units (RFC 8785, 3.2.3).
  public static func precedes(_ left: String, _ right: String) -> Bool {
    var left = left
    var right = right
    let byUTF8 = left.withUTF8 { left in
      right.withUTF8 { right -> Bool? in
        var index = 0
        while index < left.count, index < right.count, left[index] == right[index] { index += 1 }
        guard index < left.count, index < right.count else { return left.count < right.count }
        // UTF-8 and UTF-16 sort alike below U+E000, whose first byte in UTF-8 is 0xEE. From there on, UTF-16 puts surrogate pairs
        // before single units.
        return left[index] < 0xEE && right[index] < 0xEE ? left[index] < right[index] : nil
      }
    }
    return byUTF8 ?? left.utf16.lexicographicallyPrecedes(right.utf16)
  }

  static func appendInteger(_ number: Int64, to output: inout [UInt8]) {
    guard number.magnitude >= 10 else {
      if number < 0 { output.append(UInt8(ascii: "-")) }
      output.append(UInt8(ascii: "0") + UInt8(number.magnitude))
      return
    }
    output.append(contentsOf: String(number).utf8)
  }

  /// Appends a number below 1e9 that has one or two decimals, such as 9.2. Returns `false` and appends nothing for any other
  /// number.
  ///
  /// Such a number has at most fifteen digits, and no two decimals of at most fifteen digits read as the same double. So the
  /// first decimal that reads as `number` is the shortest.
  private static func appendShortDecimal(_ number: Double, to output: inout [UInt8]) -> Bool {
    guard number.magnitude < 1e9, number != number.rounded() else { return false }
    for (scale, digits) in [(10.0, 1), (100.0, 2)] {
      let scaled = (number.magnitude * scale).rounded()
      guard scaled / scale == number.magnitude else { continue }
      let (whole, fraction) = Int64(scaled).quotientAndRemainder(dividingBy: Int64(scale))
      if number < 0 { output.append(UInt8(ascii: "-")) }
      appendInteger(whole, to: &output)
      output.append(UInt8(ascii: "."))
      if digits == 2 { output.append(UInt8(ascii: "0") + UInt8(fraction / 10)) }
      output.append(UInt8(ascii: "0") + UInt8(fraction % 10))
      return true
    }
    return false
  }

  static func appendString(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var plain = 0
      for index in bytes.indices {
        let byte = bytes[index]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        output.append(contentsOf: bytes[plain..<index])
        plain = index + 1
        switch byte {
        case UInt8(ascii: "\""): output.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
        case 0x08: output.append(contentsOf: "\\b".utf8)
        case 0x09: output.append(contentsOf: "\\t".utf8)
        case 0x0A: output.append(contentsOf: "\\n".utf8)
        case 0x0C: output.append(contentsOf: "\\f".utf8)
        case 0x0D: output.append(contentsOf: "\\r".utf8)
        default:
          output.append(contentsOf: "\\u00".utf8)
          output.append(hexadecimalDigits[Int(byte >> 4)])
          output.append(hexadecimalDigits[Int(byte & 15)])
        }
      }
      output.append(contentsOf: bytes[plain...])
    }
    output.append(UInt8(ascii: "\""))
  }

  /// `number` as ECMAScript's `Number::toString` prints it (ECMA-262, 6.1.6.1.20).
  private static func decimal(_ number: Double) -> String {
    if number == 0 || !number.isFinite { return number.isFinite ? "0" : "null" }
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    let (digits, point) = shortestDigits(abs(number))
    let sign = number < 0 ? "-" : ""
    let count = digits.count
    if point > 21 || point <= -6 {
      let exponent = point - 1
      let fraction = count > 1 ? "." + digits.dropFirst() : ""
      return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "" : "+") + String(exponent)
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if count <= point { return sign + digits + String(repeating: "0", count: point - count) }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }

  /// The shortest decimal digits that read back as `number`, and the position of the point: `number` = 0.digits × 10^point. The
  /// standard library's description has exactly these digits.
  private static func shortestDigits(_ number: Double) -> (digits: String, point: Int) {
    let parts = number.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa[0]
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    let all = whole + fraction
    let leadingZeros = all.prefix { $0 == "0" }.count
    var digits = all.dropFirst(leadingZeros)
    while digits.last == "0" { digits.removeLast() }
    return (String(digits), whole.count + exponent - leadingZeros)
  }
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)
