/// The offsets of a time zone from UTC, as a file of the zone database (RFC 8536) states them: a table of transitions, and a rule
/// for the time after the last transition.
struct ZoneRules: Sendable, Hashable {
  /// The instants of the transitions in seconds since 1970, and the offset in seconds from each on.
  private var transitions: [Transition]
  /// The offset before the first transition, in seconds.
  private var firstOffset: Int
  /// The rule for the time after the last transition; `nil` for none.
  private var footer: ZoneFooter?

  private struct Transition: Sendable, Hashable {
    var instant: Int64
    var offset: Int
  }

  /// The rules in the bytes of a zone file of version 2 or later; `nil` if the bytes are no such file.
  init?(_ file: [UInt8]) {
    var reader = ZoneReader(bytes: file)
    // A block with times of 32 bits comes first, for programs older than version 2.
    guard let old = reader.header(), old.version >= UInt8(ascii: "2"), reader.skip(old.size(times: 4)),
      let header = reader.header()
    else { return nil }
    let times = (0..<header.times).compactMap { _ in reader.integer(8) }
    let types = (0..<header.times).compactMap { _ in reader.integer(1) }
    let offsets = (0..<header.types).compactMap { _ -> Int? in
      defer { _ = reader.skip(2) }
      return reader.integer(4).map { Int(Int32(truncatingIfNeeded: $0)) }
    }
    let rest = header.letters + header.leaps * 12 + header.standards + header.universals
    guard times.count == header.times, types.count == header.times, offsets.count == header.types,
      let first = offsets.first, types.allSatisfy({ $0 < offsets.count }), reader.skip(rest),
      let rule = reader.footer()
    else { return nil }
    firstOffset = first
    transitions = zip(times, types).map { Transition(instant: $0, offset: offsets[Int($1)]) }
    footer = ZoneFooter(rule)
    if footer == nil, !rule.isEmpty { return nil }
  }

  /// Seconds to add to UTC at `instant`, in seconds since 1970.
  func offset(at instant: Int64) -> Int {
    guard let last = transitions.last else { return footer?.offset(at: instant) ?? firstOffset }
    if instant >= last.instant, let footer { return footer.offset(at: instant) }
    return transitions.last { $0.instant <= instant }?.offset ?? firstOffset
  }
}

/// Reads the parts of a zone file one after the other.
private struct ZoneReader {
  struct Header {
    var version: UInt8
    var universals: Int
    var standards: Int
    var leaps: Int
    var times: Int
    var types: Int
    var letters: Int

    /// The number of bytes in the block behind the header, with `width` bytes for each time.
    func size(times width: Int) -> Int {
      times * (width + 1) + types * 6 + letters + leaps * (width + 4) + standards + universals
    }
  }

  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= bytes.count - place else { return false }
    place += count
    return true
  }

  /// A big-endian number of `width` bytes. It is signed if it has 8 bytes, and unsigned if it has fewer.
  mutating func integer(_ width: Int) -> Int64? {
    let start = place
    guard skip(width) else { return nil }
    return bytes[start..<place].reduce(0) { $0 << 8 | Int64($1) }
  }

  mutating func header() -> Header? {
    guard bytes.dropFirst(place).starts(with: "TZif".utf8), skip(4), let version = integer(1), skip(15)
    else { return nil }
    let counts = (0..<6).compactMap { _ in integer(4).map(Int.init) }
    // No zone has nearly as many of anything. With more, the file is no zone file.
    guard counts.count == 6, counts.allSatisfy({ $0 <= 1 << 16 }) else { return nil }
    return Header(
      version: UInt8(version), universals: counts[0], standards: counts[1], leaps: counts[2],
      times: counts[3],
      types: counts[4], letters: counts[5])
  }

  /// The text between the two line feeds at the end.
  mutating func footer() -> String? {
    let end = bytes.dropFirst(place)
    guard end.count >= 2, end.first == 0x0A, end.last == 0x0A else { return nil }
    return String(validating: end.dropFirst().dropLast(), as: UTF8.self)
  }
}
