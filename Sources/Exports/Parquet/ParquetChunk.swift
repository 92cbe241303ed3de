import Gzip

/// How the pages of a column chunk are compressed, by the numbers of the format.
enum ParquetCodec: Int, CaseIterable {
  case uncompressed = 0
  case gzip = 2

  func packed(_ bytes: [UInt8]) throws -> [UInt8] {
    switch self {
    case .uncompressed: bytes
    case .gzip: try Gzip.compress(bytes, level: 9)
    }
  }
}

/// The bytes of one column in one row group: a dictionary page, where the encoding has a dictionary, then one data page. The data
/// page is of version 1, which all readers know.
struct ParquetChunk {
  private(set) var bytes: [UInt8] = []
  private(set) var unpackedSize = 0
  /// Where the data page begins, after the dictionary page.
  private(set) var dataPage = 0
  let encoding: ParquetEncoding
  let codec: ParquetCodec

  /// - Parameter levels: the definition levels, as the page has them before the values.
  /// - Parameter rows: the number of values, absent ones included.
  /// - Throws: an error where a page is larger than 1 GiB or cannot be packed.
  init(
    _ values: ParquetEncodedValues, levels: [UInt8], rows: Int, codec: ParquetCodec, of column: ParquetColumn
  ) throws {
    encoding = values.encoding
    self.codec = codec
    if let dictionary = values.dictionary {
      let header = ThriftCompact.structure([
        1: .int32(dictionary.count), 2: .int32(ParquetEncoding.plain.rawValue), 3: .boolean(true),
      ])
      try appendPage(dictionary.bytes, column: column) { [1: .int32(2), 2: $0, 3: $1, 7: header] }
    }
    dataPage = bytes.count
    let levelEncoding = ThriftCompact.int32(ParquetEncoding.rle.rawValue)
    let header = ThriftCompact.structure([
      1: .int32(rows), 2: .int32(encoding.rawValue), 3: levelEncoding, 4: levelEncoding,
    ])
    try appendPage(levels + values.bytes, column: column) { [1: .int32(0), 2: $0, 3: $1, 5: header] }
  }

  /// - Parameter header: makes the fields of the page header from the sizes of the page, unpacked and packed.
  private mutating func appendPage(
    _ page: [UInt8], column: ParquetColumn,
    header: (ThriftCompact, ThriftCompact) -> KeyValuePairs<Int, ThriftCompact?>
  ) throws {
    let packed = try codec.packed(page)
    guard max(page.count, packed.count) <= 1 << 30 else { throw ParquetError.tooLarge(column: column.name) }
    let header = ThriftCompact.structure(header(.int32(page.count), .int32(packed.count))).encoded
    bytes += header + packed
    unpackedSize += header.count + page.count
  }

  /// The metadata of the chunk for the footer.
  ///
  /// - Parameter position: the offset in the file at which the chunk begins.
  func facts(
    of column: ParquetColumn, statistics: ParquetStatistics, rows: Int, at position: Int
  ) -> ThriftCompact {
    let encodings: [ParquetEncoding] =
      encoding == .rleDictionary ? [.plain, .rle, encoding] : [.rle, encoding]
    let facts = ThriftCompact.structure([
      1: .int32(column.kind.physicalType), 2: .list(encodings.map { .int32($0.rawValue) }),
      3: .list([.text(column.name)]), 4: .int32(codec.rawValue), 5: .int64(rows),
      6: .int64(unpackedSize), 7: .int64(bytes.count), 9: .int64(position + dataPage),
      11: encoding == .rleDictionary ? .int64(position) : nil, 12: statistics.thrift,
    ])
    return .structure([2: .int64(0), 3: facts])
  }
}

/// The values that are not null, in one encoding.
struct ParquetEncodedValues {
  var encoding: ParquetEncoding
  var bytes: [UInt8]
  var dictionary: (count: Int, bytes: [UInt8])?

  var size: Int { bytes.count + (dictionary?.bytes.count ?? 0) }
}
