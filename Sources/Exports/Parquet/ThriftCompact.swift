/// A value in the compact protocol of Apache Thrift, which Parquet uses for page headers and the footer. Only the types that
/// those need exist here.
///
/// Specification: `doc/specs/thrift-compact-protocol.md` of apache/thrift.
indirect enum ThriftCompact: Sendable {
  case boolean(Bool)
  case int32(Int)
  case int64(Int)
  case bytes([UInt8])
  /// Values of one type. An empty list is written as a list of structures.
  case list([ThriftCompact])
  /// Fields by their numbers, which must rise. A field without a value is omitted.
  case structure(KeyValuePairs<Int, ThriftCompact?>)

  static func text(_ text: String) -> ThriftCompact { .bytes(Array(text.utf8)) }

  /// The bytes of the value as an element of a list. The bytes of a structure are also a whole message.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .boolean(let value): bytes.append(value ? 1 : 2)
    case .int32(let value), .int64(let value): bytes.appendZigZag(Int64(value))
    case .bytes(let value):
      bytes.appendVarint(UInt64(value.count))
      bytes += value
    case .list(let values):
      let type = values.first?.type ?? 12
      if values.count < 15 {
        bytes.append(UInt8(values.count) << 4 | type)
      } else {
        bytes.append(0xf0 | type)
        bytes.appendVarint(UInt64(values.count))
      }
      for value in values { value.append(to: &bytes) }
    case .structure(let fields):
      var last = 0
      for case (let number, let value?) in fields {
        // A field header is the difference to the number of the previous field, and the type. No structure of Parquet has a
        // difference over 15.
        bytes.append(UInt8(number - last) << 4 | value.type)
        last = number
        // A boolean field has its value in its type.
        if case .boolean = value { continue }
        value.append(to: &bytes)
      }
      bytes.append(0)
    }
  }

  private var type: UInt8 {
    switch self {
    case .boolean(let value): value ? 1 : 2
    case .int32: 5
    case .int64: 6
    case .bytes: 8
    case .list: 9
    case .structure: 12
    }
  }
}

extension [UInt8] {
  /// Appends seven bits a byte, lowest first. The highest bit says that more bytes follow.
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Appends a varint of 0, -1, 1, -2, … as 0, 1, 2, 3, …
  mutating func appendZigZag(_ value: Int64) {
    appendVarint(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  /// Appends the bytes of a number, lowest first.
  mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
