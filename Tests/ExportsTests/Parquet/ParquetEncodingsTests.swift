import Testing

@testable import Exports

/// Some of the examples are those of the format's own `Encodings.md`.
@Suite("Parquet's encodings")
struct ParquetEncodingsTests {
  @Test("numbers are packed from the lowest bit of the first byte on")
  func packing() {
    var bytes: [UInt8] = []
    bytes.appendPacked(UInt32(0)...7, width: 3)
    #expect(bytes == [0b1000_1000, 0b1100_0110, 0b1111_1010])
    bytes = []
    bytes.appendPacked([UInt64.max, 1], width: 64)
    #expect(bytes == [UInt8](repeating: 0xff, count: 8) + [1, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("eight and more of a value are a run, in as many bytes as the width needs")
  func runs() {
    #expect(ParquetEncoding.hybrid(Array(repeating: 5, count: 8), width: 3) == [16, 5])
    #expect(ParquetEncoding.hybrid(Array(repeating: 300, count: 100), width: 9) == [0xc8, 1, 0x2c, 1])
    #expect(ParquetEncoding.hybrid([], width: 1) == [])
  }

  @Test("fewer are packed in groups of eight, the last one filled up with zeros")
  func groups() {
    #expect(ParquetEncoding.hybrid(Array(0...7), width: 3) == [3, 0x88, 0xc6, 0xfa])
    #expect(ParquetEncoding.hybrid([1, 1, 1], width: 1) == [3, 0b111])
    #expect(ParquetEncoding.hybrid([1, 0, 0, 0, 0, 0, 0, 1, 1], width: 1) == [5, 0b1000_0001, 1])
  }

  @Test("a group that was begun is filled from the run that follows")
  func groupBeforeRun() {
    // Six of the fourteen ones complete the group that begins with 0 and 2; eight are left for a run.
    #expect(
      ParquetEncoding.hybrid([0, 2] + Array(repeating: 1, count: 14), width: 2) == [
        3, 0b0101_1000, 0b0101_0101, 16, 1,
      ])
    // Of thirteen ones only seven would be left: they are packed too.
    #expect(
      ParquetEncoding.hybrid([0, 2] + Array(repeating: 1, count: 13), width: 2) == [
        5, 0b0101_1000, 0b0101_0101, 0b0101_0101, 0b0001_0101,
      ])
  }

  /// 1024 values in 32 miniblocks.
  private let header: [UInt8] = [0x80, 8, 32]

  @Test("numbers that rise evenly take a header and a block without bits")
  func evenDeltas() {
    let zeros = [UInt8](repeating: 0, count: 32)
    #expect(ParquetEncoding.delta([1, 2, 3, 4, 5] as [Int64]) == header + [5, 2, 2] + zeros)
    #expect(ParquetEncoding.delta([-3] as [Int32]) == header + [1, 5])
  }

  @Test("other differences are packed over the smallest of the block")
  func deltas() {
    let widths: [UInt8] = [2] + [UInt8](repeating: 0, count: 31)
    let packed: [UInt8] = [0b1100_0000, 0b0011_1111, 0, 0, 0, 0, 0, 0]
    #expect(
      ParquetEncoding.delta([7, 5, 3, 1, 2, 3, 4, 5] as [Int32]) == header + [8, 14, 3] + widths + packed)
  }

  @Test("differences that are too large for the type wrap around")
  func overflow() {
    let zeros = [UInt8](repeating: 0, count: 32)
    // Differences wrap around: the one from 2147483647 to -2147483648 is 1.
    #expect(
      ParquetEncoding.delta([Int32.max, Int32.min]) == header + [2, 0xfe, 0xff, 0xff, 0xff, 0x0f, 2] + zeros)
  }

  @Test("each block of 1024 differences has its own smallest one")
  func blocks() {
    let zeros = [UInt8](repeating: 0, count: 32)
    // The first 1025 values have 1024 differences of 1; the two that follow have differences of 0.
    let values = (0...1024).map { Int64($0) } + [1024, 1024]
    #expect(ParquetEncoding.delta(values) == header + [0x83, 8, 0, 2] + zeros + [0] + zeros)
  }
}
