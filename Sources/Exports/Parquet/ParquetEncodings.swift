/// The encodings of values and levels that the writer knows, by the numbers of the format.
///
/// Specification: `Encodings.md` of apache/parquet-format.
enum ParquetEncoding: Int {
  case plain = 0
  case rle = 3
  case deltaBinaryPacked = 5
  case rleDictionary = 8

  /// Encodes `values` in the hybrid of run lengths and bit packing. A value that is repeated at least eight times in a row
  /// becomes a run; all other values become bit-packed groups of eight.
  ///
  /// - Parameter values: numbers of at most `width` bits.
  static func hybrid(_ values: [UInt32], width: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var packed: [UInt32] = []
    var start = 0
    while start < values.count {
      let value = values[start]
      let end = values[start...].firstIndex { $0 != value } ?? values.count
      // A group that was begun is completed from the run: only the last group of all may be padded with zeros.
      let filling = min(end - start, (8 - packed.count % 8) % 8)
      let repeated = end - start - filling
      if repeated >= 8 {
        packed.append(contentsOf: repeatElement(value, count: filling))
        appendGroups(of: &packed, width: width, to: &bytes)
        bytes.appendVarint(UInt64(repeated) << 1)
        for byte in 0..<(width + 7) / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
      } else {
        packed += values[start..<end]
      }
      start = end
    }
    appendGroups(of: &packed, width: width, to: &bytes)
    return bytes
  }

  private static func appendGroups(of packed: inout [UInt32], width: Int, to bytes: inout [UInt8]) {
    guard !packed.isEmpty else { return }
    packed.append(contentsOf: repeatElement(0, count: (8 - packed.count % 8) % 8))
    bytes.appendVarint(UInt64(packed.count / 8) << 1 | 1)
    bytes.appendPacked(packed, width: width)
    packed.removeAll(keepingCapacity: true)
  }

  /// The differences between neighbours, less the smallest difference of their block. Each takes as many bits as the largest of
  /// its 32 needs, so numbers that rise evenly take almost no room. Blocks are large since each states its smallest difference.
  ///
  /// - Parameter values: at least one.
  static func delta<Value: FixedWidthInteger & SignedInteger>(_ values: [Value]) -> [UInt8] {
    let (block, miniblock) = (1024, 32)
    var bytes: [UInt8] = []
    bytes.appendVarint(UInt64(block))
    bytes.appendVarint(UInt64(block / miniblock))
    bytes.appendVarint(UInt64(values.count))
    bytes.appendZigZag(Int64(values[0]))
    // The format requires that overflow wraps around.
    let differences = zip(values.dropFirst(), values).map { $0 &- $1 }
    for start in stride(from: 0, to: differences.count, by: block) {
      let differences = differences[start...].prefix(block)
      let smallest = differences.min() ?? 0
      bytes.appendZigZag(Int64(smallest))
      let numbers = differences.map { Value.Magnitude(truncatingIfNeeded: $0 &- smallest) }
      let parts = stride(from: 0, to: numbers.count, by: miniblock).map { numbers[$0...].prefix(miniblock) }
      let widths = parts.map { part in
        Value.bitWidth - (part.max() ?? 0).leadingZeroBitCount
      }
      bytes += widths.map { UInt8($0) }
      bytes.append(contentsOf: repeatElement(0, count: block / miniblock - parts.count))
      for (part, width) in zip(parts, widths) {
        bytes.appendPacked(part + repeatElement(0, count: miniblock - part.count), width: width)
      }
    }
    return bytes
  }
}

extension [UInt8] {
  /// Appends the lowest `width` bits of each number, one after the other from the lowest bit of the first byte on. The last byte
  /// is padded with zeros.
  mutating func appendPacked(_ values: some Sequence<some FixedWidthInteger & UnsignedInteger>, width: Int) {
    var (byte, filled): (UInt8, Int) = (0, 0)
    for value in values {
      var (rest, left) = (UInt64(value), width)
      while left > 0 {
        let taken = Swift.min(left, 8 - filled)
        byte |= UInt8(truncatingIfNeeded: rest & (1 << taken - 1)) << filled
        rest >>= taken
        left -= taken
        filled += taken
        if filled == 8 {
          append(byte)
          (byte, filled) = (0, 0)
        }
      }
    }
    if filled > 0 { append(byte) }
  }
}
