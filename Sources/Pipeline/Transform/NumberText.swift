import Jobs

/// Numbers as people write them.
enum NumberText {
  /// What a text says of a whole number.
  enum Reading: Equatable {
    case value(Int64)
    case tooLarge
    case none
  }

  /// A whole number, with or without commas between groups of three digits.
  static func integer(_ text: some StringProtocol) -> Reading {
    if let number = fewDigits(text) { return .value(number) }
    var bytes = Array(text.utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    guard let digits = ungrouped(bytes) else { return .none }
    guard let value = Int64(String(decoding: digits, as: UTF8.self)) else { return .tooLarge }
    return .value(isNegative ? -value : value)
  }

  /// The value of up to fifteen digits and nothing else: most numbers, read without more ado.
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

  /// A decimal number, its whole part with or without commas; at most 40 characters.
  static func decimal(_ text: String) -> Double? {
    guard text.utf8.count <= 40 else { return nil }
    if JobScalar.isPlainDecimal(text) { return Double(text) }
    let sign = text.hasPrefix("-") ? "-" : ""
    let whole = text.dropFirst(sign.count).prefix { $0 != "." }
    guard let digits = ungrouped(Array(whole.utf8)[...]) else { return nil }
    let plain = sign + String(decoding: digits, as: UTF8.self) + text[whole.endIndex...]
    return JobScalar.isPlainDecimal(plain) ? Double(plain) : nil
  }

  /// A whole amount with a currency before or after it, such as "$28,767,189" or "USD 25,000,000".
  static func money(_ text: String) -> Int64? {
    guard text.utf8.count <= 60 else { return nil }
    let isNegative = text.hasPrefix("-")
    let unsigned = isNegative ? text.dropFirst() : text[...]
    var amount = unsigned.drop { isCurrency($0) }
    while let last = amount.last, isCurrency(last) { amount.removeLast() }
    // A currency is a sign or a code, not a word.
    guard unsigned.count - amount.count <= 6 else { return nil }
    let parts = amount.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 1 || (parts.count == 2 && !parts[1].isEmpty && parts[1].allSatisfy { $0 == "0" }),
      parts[0].first?.isNumber == true, case .value(let number) = integer(parts[0])
    else { return nil }
    return isNegative ? -number : number
  }

  /// The year that a text starts with, such as 2010 of "2010–2015".
  static func year(_ text: String) -> Int64? {
    let digits = text.utf8.prefix(while: JobScalar.isDigit)
    return digits.count == 4 ? fewDigits(text.prefix(4)) : nil
  }

  private static func isCurrency(_ character: Character) -> Bool {
    character.isCurrencySymbol || character.isWhitespace || (character.isASCII && character.isUppercase)
  }

  /// `bytes` without their commas; `nil` where they are not digits in proper groups.
  private static func ungrouped(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    let comma = UInt8(ascii: ",")
    let isGrouped = bytes.contains(comma)
    guard bytes.first.map(JobScalar.isDigit) == true else { return nil }
    for (place, byte) in bytes.reversed().enumerated() {
      let fits = isGrouped && place % 4 == 3 ? byte == comma : JobScalar.isDigit(byte)
      if !fits { return nil }
    }
    return isGrouped ? bytes.filter { $0 != comma } : Array(bytes)
  }
}

/// Lengths of time as sources write them.
enum DurationText {
  /// Whole minutes, from "142 min", "2 h 22 min", "PT2H22M" or plain "142".
  static func minutes(_ text: String) -> Int64? {
    guard text.utf8.count <= 60 else { return nil }
    if text.hasPrefix("P") || text.hasPrefix("p") { return isoMinutes(text.uppercased()) }
    if case .value(let number) = NumberText.integer(text) { return number >= 0 ? number : nil }
    let units: [(names: [String], minutes: Int64)] = [
      (["hours", "hour", "hrs", "hr", "h"], 60), (["minutes", "minute", "mins", "min", "m"], 1),
    ]
    var rest = text.lowercased()[...]
    var total: Int64 = 0
    var nextUnit = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ",") }
      guard case .value(let number) = NumberText.integer(digits), number < 1 << 40 else { return nil }
      rest = rest[digits.endIndex...].drop { $0 == " " }
      let word = rest.prefix { $0.isLetter }
      guard let unit = units[nextUnit...].firstIndex(where: { $0.names.contains(String(word)) }) else {
        return nil
      }
      total += number * units[unit].minutes
      nextUnit = unit + 1
      rest = rest[word.endIndex...].drop { $0 == " " }
    }
    return nextUnit > 0 ? total : nil
  }

  /// An ISO 8601 duration of days, hours, minutes and seconds that make whole minutes.
  private static func isoMinutes(_ text: String) -> Int64? {
    let parts = text.dropFirst().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    var seconds: Int64 = 0
    var found = false
    for (part, units) in zip(parts, [[("D", Int64(86_400))], [("H", 3600), ("M", 60), ("S", 1)]]) {
      var rest = part
      for (sign, factor) in units {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard rest[digits.endIndex...].first.map(String.init) == sign else { continue }
        guard let number = Int64(digits), number < 1 << 40 else { return nil }
        seconds += number * factor
        rest = rest[digits.endIndex...].dropFirst()
        found = true
      }
      guard rest.isEmpty else { return nil }
    }
    return found && seconds % 60 == 0 ? seconds / 60 : nil
  }
}
