/// The spelling of values in a job file. Each function returns `nil` for any other spelling.
package enum JobScalar {
  /// Seconds from "30s", "10m", "2h", "7d" or "2w"; a fraction is allowed.
  static func duration(_ text: String) -> Double? {
    let factors: [(unit: String, factor: Double)] = [
      ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 7 * 86_400),
    ]
    for (unit, factor) in factors where text.hasSuffix(unit) {
      guard let number = decimal(String(text.dropLast(unit.count))), number >= 0 else { continue }
      return number * factor
    }
    return nil
  }

  /// Bytes from "64MiB", "500 kB", "1GiB" or a plain number of bytes.
  static func size(_ text: String) -> Int? {
    let factors: [(unit: String, factor: Int)] = [
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1000), ("KB", 1000), ("MB", 1_000_000),
      ("GB", 1_000_000_000), ("B", 1), ("", 1),
    ]
    for (unit, factor) in factors where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count)
      let number = digits.hasSuffix(" ") ? digits.dropLast() : digits
      guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let count = Int(number)
      else { continue }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
      return overflow ? nil : bytes
    }
    return nil
  }

  /// A share from 0 to 1, from "40%".
  static func percentage(_ text: String) -> Double? {
    guard text.hasSuffix("%"), let number = decimal(String(text.dropLast())), (0...100).contains(number)
    else {
      return nil
    }
    return number / 100
  }

  /// Minutes after midnight, from "03:30".
  static func clockTime(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(isDigit) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// A decimal number in at most 20 plain digits.
  static func decimal(_ text: String) -> Double? {
    let digits = text.utf8.count - (text.hasPrefix("-") ? 1 : 0)
    return digits <= 20 && isPlainDecimal(text) ? Double(text) : nil
  }

  /// Whether `text` is a number in plain digits: an optional minus sign, and at most one point between digits.
  package static func isPlainDecimal(_ text: String) -> Bool {
    var isDigitBefore = false
    var hasPoint = false
    for (offset, byte) in text.utf8.enumerated() {
      if isDigit(byte) {
        isDigitBefore = true
      } else if byte == UInt8(ascii: "."), isDigitBefore, !hasPoint {
        hasPoint = true
        isDigitBefore = false
      } else if byte != UInt8(ascii: "-") || offset > 0 {
        return false
      }
    }
    return isDigitBefore
  }

  /// A field name: a letter, then letters, digits, `_` and `-`.
  static func fieldName(_ text: String) -> String? {
    isWord(text, 1...64, or: "_-") && text.utf8.first.map(isLetter) == true ? text : nil
  }

  /// The name of an environment variable.
  static func variableName(_ text: String) -> String? {
    isWord(text, 1...128, or: "_") && text.utf8.first.map(isDigit) == false ? text : nil
  }

  /// A host name or address, in lower case.
  static func host(_ text: String) -> String? {
    let host = text.lowercased()
    return isWord(host, 1...253, or: "-.:[]") ? host : nil
  }

  /// A host, or `*.` and a name for all hosts below it, in lower case.
  static func hostPattern(_ text: String) -> String? {
    guard text.hasPrefix("*.") else { return host(text) }
    guard let parent = host(String(text.dropFirst(2))), isWord(parent.prefix(1), 1...1, or: ""),
      !parent.utf8.contains(UInt8(ascii: ":"))
    else { return nil }
    return "*." + parent
  }

  /// Whether the number of bytes in `text` is within `length`, and all of them are ASCII letters, digits or among `others`.
  static func isWord(_ text: some StringProtocol, _ length: some RangeExpression<Int>, or others: String)
    -> Bool
  {
    length.contains(text.utf8.count)
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || others.utf8.contains($0) }
  }

  @inlinable package static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  package static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
