import MarqueeTestSupport

/// Spoils inputs. Each change is one that may happen to a file on the way, or that an attacker may try.
struct Mutation {
  /// Longer inputs are cut: short ones show the same faults and are read faster.
  static let longest = 1 << 16

  private let seeds: [[UInt8]]
  private var generator: SeededGenerator

  /// The mutation with the number `number` in a series; the same one each time.
  init(of seeds: [[UInt8]], series: UInt64, number: Int) {
    self.seeds = seeds
    generator = SeededGenerator(seed: series &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
  }

  /// A spoiled input.
  mutating func input() -> [UInt8] {
    var bytes = pick(seeds)
    for _ in 0..<below(4) + 1 { spoil(&bytes) }
    return bytes.count > Mutation.longest ? Array(bytes.prefix(Mutation.longest)) : bytes
  }

  /// A number below `bound`, which is at least 1.
  mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(max(1, bound))) }

  private mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

  private mutating func spoil(_ bytes: inout [UInt8]) {
    let place = below(bytes.count + 1)
    switch below(13) {
    case 0, 1:
      if place < bytes.count { bytes[place] ^= 1 << UInt8(below(8)) }
    case 2:
      if place < bytes.count { bytes[place] = UInt8(below(256)) }
    case 3: bytes.insert(contentsOf: (0...below(4)).map { _ in UInt8(below(256)) }, at: place)
    case 4: bytes.removeSubrange(run(from: place, in: bytes, longest: 40))
    case 5:
      let other = pick(seeds)
      bytes = Array(bytes.prefix(place)) + other.suffix(below(other.count + 1))
    case 6:
      let piece = Array(bytes[run(from: place, in: bytes, longest: 120)])
      for _ in 0...below(6) { bytes.insert(contentsOf: piece, at: place) }
    case 7: bytes.insert(contentsOf: nest(), at: place)
    case 8: bytes.insert(contentsOf: number().utf8, at: place)
    case 9: bytes.insert(contentsOf: pick(Mutation.noUTF8), at: place)
    case 10: bytes.removeLast(bytes.count - place)
    case 11: bytes.insert(contentsOf: pick(Mutation.signs).utf8, at: place)
    default: replaceNumber(near: place, in: &bytes)
    }
  }

  private mutating func run(from place: Int, in bytes: [UInt8], longest: Int) -> Range<Int> {
    place..<min(bytes.count, place + below(longest) + 1)
  }

  /// Nested brackets, with or without their ends.
  private mutating func nest() -> [UInt8] {
    let depth = pick([2, 60, 127, 128, 129, 1_000, 30_000])
    let (open, close) = pick([("[", "]"), ("{\"a\":", "}"), ("{a: ", "}"), ("- ", ""), ("(", ")")])
    let ends = below(2) == 0 ? "" : "1" + String(repeating: close, count: depth)
    return Array((String(repeating: open, count: depth) + ends).utf8)
  }

  private mutating func number() -> String {
    switch below(6) {
    case 0: String(repeating: "9", count: below(400) + 1)
    case 1:
      pick(["9007199254740993", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "-0"])
    case 2:
      pick([
        "1e400", "1e-400", "-1E+308", "4.9e-324", "1.7976931348623157e308", "0.1e1", "123456789012345.678",
      ])
    case 3: "0." + String(repeating: "0", count: below(330)) + "1"
    case 4: String(repeating: "1,", count: below(30)) + "000"
    default: String(Double(bitPattern: generator.next()))
    }
  }

  /// Replaces the next number by another one.
  private mutating func replaceNumber(near place: Int, in bytes: inout [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: number().utf8)
  }

  /// Bytes that are not UTF-8: a stray continuation, an overlong zero, a surrogate, beyond the last code point, cut off.
  private static let noUTF8: [[UInt8]] = [
    [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF, 0xFE], [0xE2, 0x82],
    [0],
  ]

  /// Texts that readers treat in a special way.
  private static let signs = [
    "\"", "\\", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\uD83D\\uDE00", "{", "}", "[", "]", ":", ",",
    "null", "true",
    "\u{FEFF}", "\u{2028}", "\u{301}", "\u{85}", "\r", "\r\n", "\n", "\t", "&amp;", "&#x10FFFF;", "&#xD800;",
    "&#0;",
    "*a", "&a", "<<: *a", "!!binary", "!!float", "---", "...", "|", ">", "%", "@", "`", "'", "?", "{day}",
    "{id}", "~1",
    "~", "/0", "tt[0-9]+", "(a+)", "[^", "$", "^", "{2,}", "N/A", "PT9H", "$1", "14 Oct 1994",
    "9999-12-31T23:59-01:00",
    "0001-01-01T00:00+23:59", "2026-02-30", "ab", "-", "#", "true: false", "../", "file:", "http://",
    "ftp://x/",
  ]
}
