import Gzip

/// A Parquet file, read by the specification and with none of the writer's code. Reads files of flat columns with one data page
/// in each column chunk, in the encodings PLAIN, RLE_DICTIONARY and DELTA_BINARY_PACKED.
struct ParquetFile {
  /// The values of each column, as texts: a decimal by its bits as a number, a boolean as 0 or 1.
  var columns: [String: [String?]] = [:]
  var rowGroups: [Int] = []
  var encodings: [String: Set<Int>] = [:]
  var metadata: [String: String] = [:]
  var createdBy = ""

  init(_ bytes: [UInt8]) throws {
    try require(bytes.starts(with: Array("PAR1".utf8)) && bytes.suffix(4) == Array("PAR1".utf8)[...])
    var length = ByteReader(bytes, at: bytes.count - 8)
    let start = try bytes.count - 8 - length.littleEndian(4)
    var reader = ByteReader(bytes, at: start)
    let footer = try reader.structure()
    try require(reader.position == bytes.count - 8)
    createdBy = footer[6]?.text ?? ""
    for pair in footer[5]?.list ?? [] { metadata[pair[1]?.text ?? ""] = pair[2]?.text }
    let schema = footer[2]?.list.dropFirst() ?? []
    for element in schema { columns[element[4]?.text ?? ""] = [] }
    for group in footer[4]?.list ?? [] {
      rowGroups.append(group[3]?.number ?? -1)
      for (element, chunk) in zip(schema, group[1]?.list ?? []) {
        let values = try Self.values(of: chunk[3], element, in: bytes)
        let name = element[4]?.text ?? ""
        columns[name]?.append(contentsOf: values)
        encodings[name, default: []].formUnion(chunk[3]?[2]?.list.compactMap(\.number) ?? [])
      }
    }
    try require(footer[3]?.number == rowGroups.reduce(0, +))
  }

  private static func values(of chunk: ThriftValue?, _ element: ThriftValue, in bytes: [UInt8]) throws
    -> [String?]
  {
    let type = element[1]?.number ?? -1
    let start = chunk?[11]?.number ?? chunk?[9]?.number ?? 0
    var reader = ByteReader(bytes, at: start)
    var dictionary: [String] = []
    func page() throws -> (header: ThriftValue, bytes: [UInt8]) {
      let header = try reader.structure()
      let packed = try reader.bytes(header[3]?.number ?? 0)
      let size = header[2]?.number ?? 0
      let page = chunk?[4]?.number == 2 ? try Gzip.decompress(packed, limit: size) : packed
      try require(page.count == size)
      return (header, page)
    }
    if chunk?[11] != nil {
      let page = try page()
      let count = page.header[7]?[1]?.number ?? 0
      var values = ByteReader(page.bytes, at: 0)
      dictionary = try values.plain(count, type)
    }
    try require(reader.position == chunk?[9]?.number)
    let page = try page()
    try require(reader.position - start == chunk?[7]?.number)
    let rows = page.header[5]?[1]?.number ?? 0
    var values = ByteReader(page.bytes, at: 0)
    var levels = Array(repeating: 1, count: rows)
    if element[3]?.number == 1 {
      let length = try values.littleEndian(4)
      let end = values.position + length
      levels = try values.hybrid(rows, width: 1)
      try require(values.position == end)
    }
    let count = levels.reduce(0, +)
    let present: [String] =
      switch page.header[5]?[2]?.number {
      case 0: try values.plain(count, type)
      case 5: try values.delta(count, bits: type == 1 ? 32 : 64)
      case 8: try values.hybrid(count, width: values.byte()).map { dictionary[$0] }
      default: throw UnexpectedBytes()
      }
    try require(values.position == page.bytes.count)
    var rest = present[...]
    return levels.map { $0 == 0 ? nil : rest.popFirst() }
  }
}

struct UnexpectedBytes: Error {}

private func require(_ condition: Bool) throws {
  if !condition { throw UnexpectedBytes() }
}

/// A value of Thrift's compact protocol.
enum ThriftValue {
  case number(Int)
  case bytes([UInt8])
  case list([ThriftValue])
  case structure([Int: ThriftValue])

  var number: Int? { if case .number(let number) = self { number } else { nil } }
  var text: String? {
    if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }
  var list: [ThriftValue] { if case .list(let values) = self { values } else { [] } }
  subscript(field: Int) -> ThriftValue? {
    if case .structure(let fields) = self { fields[field] } else { nil }
  }
}

/// Reads numbers and values from bytes, one after the other.
struct ByteReader {
  private let all: [UInt8]
  private(set) var position: Int

  init(_ bytes: [UInt8], at position: Int) {
    all = bytes
    self.position = position
  }

  mutating func byte() throws -> Int { Int(try bytes(1)[0]) }

  mutating func bytes(_ count: Int) throws -> [UInt8] {
    try require(position >= 0 && count >= 0 && position + count <= all.count)
    defer { position += count }
    return Array(all[position..<position + count])
  }

  mutating func littleEndian(_ count: Int) throws -> Int {
    Int(truncatingIfNeeded: try bytes(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  private mutating func varint() throws -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let byte = UInt64(try byte())
      value |= (byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  private mutating func zigzag() throws -> Int {
    let value = try varint()
    return Int(bitPattern: UInt(value >> 1)) ^ -Int(value & 1)
  }

  mutating func structure() throws -> ThriftValue {
    var fields: [Int: ThriftValue] = [:]
    var field = 0
    while true {
      let header = try byte()
      if header == 0 { return .structure(fields) }
      try require(header >> 4 > 0)
      field += header >> 4
      fields[field] =
        switch header & 15 {
        case 1: .number(1)
        case 2: .number(0)
        default: try value(of: header & 15)
        }
    }
  }

  private mutating func value(of type: Int) throws -> ThriftValue {
    switch type {
    case 5, 6: return .number(try zigzag())
    case 8: return .bytes(try bytes(Int(try varint())))
    case 9:
      let header = try byte()
      let count = header >> 4 == 15 ? Int(try varint()) : header >> 4
      return .list(try (0..<count).map { _ in try value(of: header & 15) })
    case 12: return try structure()
    default: throw UnexpectedBytes()
    }
  }

  /// Unpacks `count` numbers of `width` bits; the lowest bits come first.
  private mutating func packed(_ count: Int, width: Int) throws -> [UInt64] {
    let bits = try bytes((count * width + 7) / 8)
    return (0..<count).map { number in
      (0..<width).reduce(0) { value, bit in
        let place = number * width + bit
        return value | UInt64(bits[place / 8] >> (place % 8) & 1) << bit
      }
    }
  }

  mutating func plain(_ count: Int, _ type: Int) throws -> [String] {
    switch type {
    case 0: try packed(count, width: 1).map { "\($0)" }
    case 1: try (0..<count).map { _ in "\(Int32(truncatingIfNeeded: try littleEndian(4)))" }
    case 2, 5: try (0..<count).map { _ in "\(try littleEndian(8))" }
    case 6: try (0..<count).map { _ in String(decoding: try bytes(try littleEndian(4)), as: UTF8.self) }
    default: throw UnexpectedBytes()
    }
  }

  mutating func hybrid(_ count: Int, width: Int) throws -> [Int] {
    var values: [Int] = []
    while values.count < count {
      let header = Int(try varint())
      if header & 1 == 1 {
        values += try packed((header >> 1) * 8, width: width).map { Int($0) }
        try require(values.count < count + 8)
      } else {
        let value = try littleEndian((width + 7) / 8)
        values += Array(repeating: value, count: header >> 1)
        try require(values.count <= count)
      }
    }
    return Array(values.prefix(count))
  }

  mutating func delta(_ count: Int, bits: Int) throws -> [String] {
    let (block, miniblocks) = (Int(try varint()), Int(try varint()))
    try require(Int(try varint()) == count)
    var values = [try zigzag()]
    while values.count < count {
      let smallest = try zigzag()
      for width in try bytes(miniblocks) where values.count < count {
        for number in try packed(block / miniblocks, width: Int(width)) where values.count < count {
          let sum = values[values.count - 1] &+ smallest &+ Int(truncatingIfNeeded: number)
          values.append(bits == 32 ? Int(Int32(truncatingIfNeeded: sum)) : sum)
        }
      }
    }
    return values.map { "\($0)" }
  }
}
