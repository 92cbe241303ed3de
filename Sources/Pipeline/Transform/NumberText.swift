import Jobs

/// Numbers as people write them.
enum NumberText {
  /// The result of reading a whole number.
  enum Reading: Equatable {
    case value(Int64)
    case tooLarge
    case none
  }

  /// A whole number, as `WrittenNumber` reads it.
  static func integer(_ text: some StringProtocol, decimalComma: Bool = false) -> Reading {
    if let number = fewDigits(text) { return .value(number) }
    return WrittenNumber(text, decimalComma: decimalComma)?.integer ?? .none
  }

  /// The value of up to fifteen digits and nothing else: a fast path for most numbers.
  private static func fewDigits(_ text: some StringProtocol) -> Int64? {
    var value: Int64 = 0
    var count = 0
    for byte in text.utf8 {
      count += 1
      guard JobScalar.isDigit(byte), count <= 15 else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return count > 0 ? value : nil
  }

  /// A decimal number, as `WrittenNumber` reads it; at most 40 bytes.
  static func decimal(_ text: String, decimalComma: Bool = false) -> Double? {
    guard text.utf8.count <= 40 else { return nil }
    if !decimalComma, JobScalar.isPlainDecimal(text) { return Double(text) }
    return WrittenNumber(text, decimalComma: decimalComma)?.decimal
  }

  /// A whole amount with a currency before or after it, such as "$28,767,189", "USD 25,000,000" or "$1.2M".
  static func money(_ text: String, decimalComma: Bool = false) -> Int64? {
    guard text.utf8.count <= 60 else { return nil }
    let isNegative = text.hasPrefix("-")
    let unsigned = isNegative ? text.dropFirst() : text[...]
    let amount = unsigned.drop { isCurrency($0) }
    var number = amount
    while let last = number.last, isCurrency(last) { number.removeLast() }
    // A currency is a sign or a code, not a word.
    guard unsigned.count - number.count <= 6, number.first?.isNumber == true else { return nil }
    let behind = amount[number.endIndex...].drop(while: \.isWhitespace)
    let isScale = behind.dropFirst().first?.isLetter != true && behind.first.map("KMB".contains) == true
    let scaled = String(number) + (isScale ? behind.prefix(1) : "")
    guard case .value(let value) = integer(scaled, decimalComma: decimalComma) else { return nil }
    return isNegative ? -value : value
  }

  private static func isCurrency(_ character: Character) -> Bool {
    character.isCurrencySymbol || character.isWhitespace || (character.isASCII && character.isUppercase)
  }
}

/// A number in parts: its digits, and the power of ten by which they are multiplied.
///
/// The text may begin with "#" and a sign. The whole part may have groups of three digits, with commas or spaces between them:
/// "2,670,132". The text may end with a point ("4."), or directly with k, K, M, B or bn for thousands, millions and billions
/// ("12.3k").
struct WrittenNumber {
  private var isNegative = false
  private var digits: [UInt8] = []
  private var exponent = 0

  /// Parses `text`; `nil` if it is no number.
  ///
  /// - Parameter decimalComma: whether a comma comes before the decimals, and points separate the groups.
  init?(_ text: some StringProtocol, decimalComma: Bool) {
    guard text.utf8.count <= 60 else { return nil }
    var rest = Array(text.unicodeScalars)[...]
    if rest.first == "#" { rest.removeFirst() }
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    let isScaled = takeScale(&rest)
    let isOrdinal = !isScaled && rest.last == "."
    if isOrdinal { rest.removeLast() }
    let parts = rest.split(
      separator: decimalComma ? "," : ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard
      add(whole: parts[0], separators: decimalComma ? ".\(WrittenNumber.spaces)" : ",\(WrittenNumber.spaces)")
    else { return nil }
    if parts.count == 2 {
      guard !isOrdinal, !parts[1].isEmpty, parts[1].allSatisfy(WrittenNumber.isDigit) else { return nil }
      digits += parts[1].map { UInt8(ascii: $0) }
      exponent -= parts[1].count
    }
  }

  /// The spaces that may separate groups: the common, the no-break, the thin and the narrow no-break space.
  private static let spaces = " \u{A0}\u{2009}\u{202F}"

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// Removes a suffix for thousands, millions or billions from `rest`. Returns whether there is one.
  private mutating func takeScale(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
    switch rest.last {
    case "k", "K": exponent = 3
    case "M": exponent = 6
    case "B": exponent = 9
    case "n" where rest.dropLast().last == "b":
      exponent = 9
      rest.removeLast()
    default: return false
    }
    rest.removeLast()
    return true
  }

  /// Adds the digits of the whole part, which may be in groups with one of `separators` between them. Returns `false` for any
  /// other text.
  private mutating func add(whole: ArraySlice<Unicode.Scalar>, separators: String) -> Bool {
    guard whole.first.map(WrittenNumber.isDigit) == true else { return false }
    let separator = whole.first { !WrittenNumber.isDigit($0) }
    if let separator, !separators.unicodeScalars.contains(separator) { return false }
    for (place, scalar) in whole.reversed().enumerated() {
      let fits = separator != nil && place % 4 == 3 ? scalar == separator : WrittenNumber.isDigit(scalar)
      if !fits { return false }
    }
    digits = whole.filter(WrittenNumber.isDigit).map { UInt8(ascii: $0) }
    return true
  }

  /// The number as a whole number, if it is one.
  var integer: NumberText.Reading {
    var (digits, exponent) = (digits[...], exponent)
    while exponent < 0, digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    guard exponent >= 0 else { return .none }
    let text = String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: exponent)
    guard let value = Int64(text) else { return .tooLarge }
    return .value(isNegative ? -value : value)
  }

  /// The `Double` nearest to the number.
  var decimal: Double? {
    Double("\(isNegative ? "-" : "")\(String(decoding: digits, as: UTF8.self))e\(exponent)")
  }
}
