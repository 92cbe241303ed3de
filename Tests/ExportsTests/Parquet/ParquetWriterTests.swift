import Testing

@testable import Exports

@Suite("Writing Parquet")
struct ParquetWriterTests {
  private static let columns = [
    ParquetColumn("text", .text), ParquetColumn("integer", .integer), ParquetColumn("decimal", .decimal),
    ParquetColumn("boolean", .boolean), ParquetColumn("date", .date), ParquetColumn("instant", .instant),
  ]

  private static func file(
    _ columns: [ParquetColumn], _ groups: [[ParquetValues]], metadata: [(key: String, value: String)] = []
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = ParquetWriter(columns: columns, metadata: metadata, createdBy: "x") { bytes += $0 }
    for group in groups { try writer.append(group) }
    try writer.finish()
    return bytes
  }

  /// The rows of each column as `ParquetFile` gives them.
  private static func texts(_ values: ParquetValues) -> [String?] {
    switch values {
    case .texts(let values): values
    case .integers(let values): values.map { $0.map { "\($0)" } }
    case .decimals(let values): values.map { $0.map { "\(Int64(bitPattern: $0.bitPattern))" } }
    case .booleans(let values): values.map { $0.map { $0 ? "1" : "0" } }
    case .dates(let values): values.map { $0.map { "\($0)" } }
    case .instants(let values): values.map { $0.map { "\($0)" } }
    }
  }

  @Test("the smallest file, byte by byte")
  func smallestFile() throws {
    let page: [UInt8] = [
      // A data page of one byte, both packed and unpacked; one value, PLAIN; levels RLE.
      0x15, 0, 0x15, 2, 0x15, 2, 0x2c, 0x15, 2, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0,
      1,
    ]
    let schema: [UInt8] =
      [0x19, 0x2c, 0x48, 6] + Array("schema".utf8) + [0x15, 2, 0]
      // A required BOOLEAN with the name b.
      + [0x15, 0, 0x25, 0, 0x18, 1, 98, 0]
    let chunk: [UInt8] = [
      0x26, 0, 0x1c,
      // The type; the encodings RLE and PLAIN; the path b; no codec; one value; 18 bytes from offset 4 on.
      0x15, 0, 0x19, 0x25, 6, 0, 0x19, 0x18, 1, 98, 0x15, 0, 0x16, 2, 0x16, 36, 0x16, 36, 0x26, 8,
      // No nulls; the bounds true and true, both exact.
      0x3c, 0x36, 0, 0x28, 1, 1, 0x18, 1, 1, 0x11, 0x11, 0,
      0, 0,
    ]
    let rowGroup: [UInt8] = [0x19, 0x1c] + chunk + [0x16, 36, 0x16, 2, 0]
    let footer: [UInt8] =
      [0x15, 2] + schema + [0x16, 2, 0x19, 0x1c] + rowGroup
      + [0x28, 1, 120, 0x19, 0x1c, 0x1c, 0, 0, 0]
    let magic = Array("PAR1".utf8)
    let expected = magic + page + footer + [UInt8(footer.count), 0, 0, 0] + magic
    #expect(
      try Self.file([ParquetColumn("b", .boolean, isNullable: false)], [[.booleans([true])]]) == expected)
  }

  @Test("values of all kinds are read back, absent ones too")
  func allKinds() throws {
    let groups: [[ParquetValues]] = [
      [
        .texts(["", nil, "é", "e\u{301}", "🎬", String(repeating: "long ", count: 100)]),
        .integers([.min, .max, nil, 0, -1, 1]),
        .decimals([-0.0, 0.0, .infinity, -.infinity, nil, 0.1]),
        .booleans([true, false, nil, false, true, true]),
        .dates([.min, .max, -1, nil, 0, 20_000]),
        .instants([.min, .max, -1, nil, 0, 1_777_606_200_123_456]),
      ],
      [
        .texts([nil]), .integers([nil]), .decimals([nil]), .booleans([nil]), .dates([nil]), .instants([nil]),
      ],
    ]
    let file = try ParquetFile(Self.file(Self.columns, groups, metadata: [("chart", "é"), ("empty", "")]))
    #expect(file.rowGroups == [6, 1])
    #expect(file.metadata == ["chart": "é", "empty": ""])
    #expect(file.createdBy == "x")
    for (place, column) in Self.columns.enumerated() {
      #expect(file.columns[column.name] == groups.flatMap { Self.texts($0[place]) })
    }
  }

  @Test("many rows are read back, whichever encoding they get", arguments: [7, 8, 33, 1025, 3000])
  func manyRows(count: Int) throws {
    var state: UInt64 = 42
    func number(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for spread in [1, 5, 300, 1 << 30] {
      func rows<Value>(_ value: (Int) -> Value) -> [Value?] {
        (0..<count).map { number(below: 5) == 0 ? nil : value($0) }
      }
      let values: [ParquetValues] = [
        .texts(rows { _ in "title \(number(below: spread))" }),
        .integers(rows { Int64($0 / 3 + number(below: spread)) &<< 33 }),
        .decimals(rows { _ in Double(number(below: spread)) / 10 }),
        .booleans(rows { _ in number(below: spread) == 0 }),
        .dates(rows { Int32($0 + number(below: spread)) }),
        .instants(rows { Int64($0 + number(below: spread)) &* 1_000_000 }),
      ]
      let file = try ParquetFile(Self.file(Self.columns, [values]))
      for (column, values) in zip(Self.columns, values) {
        #expect(file.columns[column.name] == Self.texts(values), "\(column.name), \(spread)")
      }
    }
  }

  @Test("each column has the encoding that suits it")
  func encodings() throws {
    let columns = ["rising", "repeated"].map { ParquetColumn($0, .integer, isNullable: false) }
    let rising = (0..<1000).map { Int64($0) }
    let words: [Int64] = [1 << 40, -5, 77_777_777_777, 0]
    let repeated = (0..<1000).map { words[$0 * $0 / 7 % 4] }
    let file = try ParquetFile(Self.file(columns, [[.integers(rising), .integers(repeated)]]))
    // RLE encodes the levels; a dictionary is PLAIN and the places in it are RLE_DICTIONARY.
    #expect(file.encodings == ["rising": [3, 5], "repeated": [0, 3, 8]])
    #expect(file.columns["repeated"] == repeated.map { "\($0)" })
  }

  @Test("the same rows give the same bytes")
  func deterministic() throws {
    let values = (0..<500).map { "title \($0 * 7 % 90)" }
    let once = try Self.file([ParquetColumn("title", .text)], [[.texts(values)]])
    for _ in 0..<5 {
      #expect(try Self.file([ParquetColumn("title", .text)], [[.texts(values)]]) == once)
    }
  }

  @Test("a file may be without rows, and a row group without any is not written")
  func noRows() throws {
    let empty = try Self.file(Self.columns, [])
    #expect(try ParquetFile(empty).rowGroups == [])
    #expect(
      try Set(ParquetFile(empty).columns.keys) == [
        "text", "integer", "decimal", "boolean", "date", "instant",
      ])
    let values: [ParquetValues] = [
      .texts([]), .integers([]), .decimals([]), .booleans([]), .dates([]), .instants([]),
    ]
    #expect(try Self.file(Self.columns, [values]) == empty)
  }

  @Test("values that do not fit are refused with nothing written")
  func refusals() throws {
    var bytes: [UInt8] = []
    let columns = [ParquetColumn("a", .integer, isNullable: false), ParquetColumn("b", .date)]
    var writer = ParquetWriter(columns: columns, metadata: [], createdBy: "x") { bytes += $0 }
    #expect(throws: ParquetError.valuesDoNotFit) { try writer.append([.integers([1])]) }
    #expect(throws: ParquetError.valuesDoNotFit) { try writer.append([.integers([1]), .integers([1])]) }
    #expect(throws: ParquetError.valuesDoNotFit) { try writer.append([.integers([1]), .dates([])]) }
    #expect(throws: ParquetError.absentValue(column: "a")) {
      try writer.append([.integers([nil]), .dates([1])])
    }
    #expect(bytes == [])
    try writer.append([.integers([1]), .dates([1])])
    #expect(bytes.starts(with: Array("PAR1".utf8)))
  }
}
