/// Writes a Parquet file piece by piece. A row group is written when it is appended; only its metadata for the footer stay in
/// memory. The same rows in the same groups give the same bytes with the same zlib.
///
///     var writer = ParquetWriter(columns: [ParquetColumn("rank", .integer)], metadata: [], createdBy: "x version 1") {
///       try file.write($0)
///     }
///     try writer.append([.integers([1, 2, 3])])
///     try writer.finish()
///
/// Each column of each row group is written in the encoding (PLAIN, RLE_DICTIONARY, DELTA_BINARY_PACKED) and with the codec
/// (none, GZIP) that give the fewest bytes.
///
/// Specification: `README.md` and `src/main/thrift/parquet.thrift` of apache/parquet-format.
package struct ParquetWriter {
  private static let magic = Array("PAR1".utf8)

  private let columns: [ParquetColumn]
  private let metadata: [(key: String, value: String)]
  private let createdBy: String
  private let write: ([UInt8]) throws -> Void
  private var position = 0
  private var rows = 0
  private var rowGroups: [ThriftCompact] = []

  /// A writer that has written nothing yet.
  ///
  /// - Parameter metadata: key-value pairs for the footer, in this order. Any keys are allowed.
  /// - Parameter createdBy: the program, in the form `NAME version VERSION (build BUILD)` that readers expect.
  /// - Parameter write: takes the next bytes of the file. After an error from it the file is of no use.
  package init(
    columns: [ParquetColumn], metadata: [(key: String, value: String)], createdBy: String,
    write: @escaping ([UInt8]) throws -> Void
  ) {
    self.columns = columns
    self.metadata = metadata
    self.createdBy = createdBy
    self.write = write
  }

  /// Writes one row group; does nothing where there are no rows.
  ///
  /// - Parameter values: the values of each column, in the order of the columns, all of the same count.
  /// - Throws: `ParquetError`, with nothing written, or the error of `write`.
  package mutating func append(_ values: [ParquetValues]) throws {
    let count = values.first?.count ?? 0
    guard values.map(\.kind) == columns.map(\.kind), values.allSatisfy({ $0.count == count }) else {
      throw ParquetError.valuesDoNotFit
    }
    guard count > 0 else { return }
    guard count <= Int32.max else { throw ParquetError.tooLarge(column: columns[0].name) }
    var chunks: [[UInt8]] = []
    var facts: [ThriftCompact] = []
    var (end, unpackedSize) = (max(position, Self.magic.count), 0)
    for (column, values) in zip(columns, values) {
      let encoded = values.encoded()
      let chunk = try Self.smallestChunk(of: encoded, values, column)
      facts.append(chunk.facts(of: column, statistics: encoded.statistics, rows: count, at: end))
      chunks.append(chunk.bytes)
      end += chunk.bytes.count
      unpackedSize += chunk.unpackedSize
    }
    try begin()
    for chunk in chunks { try send(chunk) }
    rowGroups.append(.structure([1: .list(facts), 2: .int64(unpackedSize), 3: .int64(count)]))
    rows += count
  }

  /// Writes the footer, after which nothing may be appended.
  ///
  /// - Throws: the error of `write`.
  package mutating func finish() throws {
    try begin()
    let root = ThriftCompact.structure([4: .text("schema"), 5: .int32(columns.count)])
    let typeOrder = ThriftCompact.structure([1: .structure([:])])
    let footer = ThriftCompact.structure([
      // All readers accept version 1.
      1: .int32(1), 2: .list([root] + columns.map(\.schema)), 3: .int64(rows), 4: .list(rowGroups),
      5: metadata.isEmpty
        ? nil : .list(metadata.map { .structure([1: .text($0.key), 2: .text($0.value)]) }),
      6: .text(createdBy), 7: .list(columns.map { _ in typeOrder }),
    ]).encoded
    try send(footer)
    var end: [UInt8] = []
    end.appendLittleEndian(UInt32(footer.count))
    try send(end + Self.magic)
  }

  private mutating func begin() throws {
    if position == 0 { try send(Self.magic) }
  }

  private mutating func send(_ bytes: [UInt8]) throws {
    try write(bytes)
    position += bytes.count
  }

  /// The smallest chunk. Of chunks of equal size it is the first: plain before encoded, uncompressed before compressed.
  private static func smallestChunk(
    of encoded: ParquetCandidates, _ values: ParquetValues, _ column: ParquetColumn
  ) throws -> ParquetChunk {
    guard column.isNullable || encoded.statistics.nulls == 0 else {
      throw ParquetError.absentValue(column: column.name)
    }
    var levels: [UInt8] = []
    if column.isNullable {
      let runs = ParquetEncoding.hybrid(values.levels, width: 1)
      levels.appendLittleEndian(UInt32(runs.count))
      levels += runs
    }
    var smallest: ParquetChunk?
    for candidate in encoded.candidates {
      for codec in ParquetCodec.allCases {
        let chunk = try ParquetChunk(candidate, levels: levels, rows: values.count, codec: codec, of: column)
        if chunk.bytes.count < smallest?.bytes.count ?? .max { smallest = chunk }
      }
    }
    guard let smallest else { throw ParquetError.valuesDoNotFit }
    return smallest
  }
}

extension ParquetColumn {
  /// The column as an element of the file's schema.
  fileprivate var schema: ThriftCompact {
    let (convertedType, logicalType): (Int?, ThriftCompact?) =
      switch kind {
      case .text: (0, .structure([1: .structure([:])]))
      case .date: (6, .structure([6: .structure([:])]))
      // In UTC, in microseconds.
      case .instant:
        (10, .structure([8: .structure([1: .boolean(true), 2: .structure([2: .structure([:])])])]))
      case .integer, .decimal, .boolean: (nil, nil)
      }
    return .structure([
      1: .int32(kind.physicalType), 3: .int32(isNullable ? 1 : 0), 4: .text(name),
      6: convertedType.map { .int32($0) }, 10: logicalType,
    ])
  }
}

extension ParquetColumn.Kind {
  /// The format's number of the type in which the values are stored.
  var physicalType: Int {
    switch self {
    case .boolean: 0
    case .date: 1
    case .integer, .instant: 2
    case .decimal: 5
    case .text: 6
    }
  }
}
