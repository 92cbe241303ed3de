/// A value as the format stores it. Bounds and dictionaries use its order.
protocol ParquetPrimitive: Hashable, Comparable {
  /// The PLAIN encoding.
  func appendPlain(to bytes: inout [UInt8])
  /// Whether the value can be compared with all others; only NaN cannot.
  var isNumber: Bool { get }
  /// The bound to state where this is the smallest value of a column chunk.
  var lowerBound: ParquetBound { get }
  /// The bound to state where this is the largest value; `nil` where no value of the permitted length is as large.
  var upperBound: ParquetBound? { get }
}

/// The smallest or largest value of a column chunk, or a shorter value that lies beyond all values of the chunk.
struct ParquetBound: Hashable {
  var bytes: [UInt8]
  var isExact = true
}

extension ParquetPrimitive {
  var isNumber: Bool { true }
  var plain: [UInt8] {
    var bytes: [UInt8] = []
    appendPlain(to: &bytes)
    return bytes
  }
  var lowerBound: ParquetBound { ParquetBound(bytes: plain) }
  var upperBound: ParquetBound? { ParquetBound(bytes: plain) }
}

extension ParquetPrimitive where Self: FixedWidthInteger {
  func appendPlain(to bytes: inout [UInt8]) { bytes.appendLittleEndian(self) }
}
extension Int32: ParquetPrimitive {}
extension Int64: ParquetPrimitive {}

/// A number that equals another only if all bits are equal: -0 is not 0, and NaN equals itself. Its order is IEEE 754's total
/// order.
struct ParquetDecimal: ParquetPrimitive {
  private let bits: UInt64

  init(_ value: Double) { bits = value.bitPattern }

  private var value: Double { Double(bitPattern: bits) }
  var isNumber: Bool { !value.isNaN }
  func appendPlain(to bytes: inout [UInt8]) { bytes.appendLittleEndian(bits) }
  // A reader may not distinguish -0 from 0, so a bound of zero includes both.
  var lowerBound: ParquetBound { ParquetBound(bytes: value == 0 ? ParquetDecimal(-0.0).plain : plain) }
  var upperBound: ParquetBound? { ParquetBound(bytes: value == 0 ? ParquetDecimal(0.0).plain : plain) }

  static func < (first: ParquetDecimal, second: ParquetDecimal) -> Bool {
    first != second && first.value.isTotallyOrdered(belowOrEqualTo: second.value)
  }
}

/// A text that equals another only if all bytes are equal, without Unicode equivalence. The order is that of the bytes.
struct ParquetText: ParquetPrimitive {
  let text: String

  /// The length of the longest bound, in bytes.
  private static let longestBound = 64

  func appendPlain(to bytes: inout [UInt8]) {
    bytes.appendLittleEndian(UInt32(truncatingIfNeeded: text.utf8.count))
    bytes += text.utf8
  }

  /// The first scalars of the text, as many as fit into a bound.
  private var beginning: Substring.UnicodeScalarView {
    var end = text.utf8.index(text.startIndex, offsetBy: Self.longestBound)
    while UTF8.isContinuation(text.utf8[end]) { end = text.utf8.index(before: end) }
    return text.unicodeScalars[..<end]
  }

  var lowerBound: ParquetBound {
    guard text.utf8.count > Self.longestBound else { return ParquetBound(bytes: Array(text.utf8)) }
    return ParquetBound(bytes: Array(String(beginning).utf8), isExact: false)
  }

  /// For a long text, its beginning with the last scalar replaced by the next one.
  var upperBound: ParquetBound? {
    guard text.utf8.count > Self.longestBound else { return ParquetBound(bytes: Array(text.utf8)) }
    var scalars = beginning
    while let last = scalars.popLast() {
      // The surrogates between d7ff and e000 are not scalars, and no scalar follows 10ffff.
      guard let next = Unicode.Scalar(last.value == 0xd7ff ? 0xe000 : last.value + 1) else { continue }
      var raised = scalars
      raised.append(next)
      let bytes = Array(String(raised).utf8)
      if bytes.count <= Self.longestBound { return ParquetBound(bytes: bytes, isExact: false) }
    }
    return nil
  }

  static func == (first: ParquetText, second: ParquetText) -> Bool {
    first.text.utf8.elementsEqual(second.text.utf8)
  }

  static func < (first: ParquetText, second: ParquetText) -> Bool {
    first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// What the footer says about the values of a column chunk, so that readers can skip row groups.
///
/// Specification: `Statistics` and `ColumnOrder.TYPE_ORDER` in `parquet.thrift` of apache/parquet-format.
struct ParquetStatistics {
  var nulls: Int
  /// Given for decimals only.
  var notNumbers: Int?
  var lower: ParquetBound?
  var upper: ParquetBound?

  var thrift: ThriftCompact {
    .structure([
      3: .int64(nulls),
      5: upper.map { .bytes($0.bytes) }, 6: lower.map { .bytes($0.bytes) },
      7: upper.map { .boolean($0.isExact) }, 8: lower.map { .boolean($0.isExact) },
      9: notNumbers.map { .int64($0) },
    ])
  }
}
