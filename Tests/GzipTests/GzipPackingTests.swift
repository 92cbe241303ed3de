import Gzip
import Testing

@Suite("Packing")
struct GzipPackingTests {
  @Test("the header holds no name, time 0 and the unknown operating system")
  func headerIsFixed() throws {
    let packed = try Gzip.compress(Array("Marquee".utf8))
    #expect(packed.prefix(10) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
  }

  @Test("the trailer holds the CRC-32 and the size, lowest byte first")
  func trailerIsRight() throws {
    // The CRC-32 of "123456789" is the check value of its definition: cbf43926.
    let packed = try Gzip.compress(Array("123456789".utf8))
    #expect(packed.suffix(8) == [0x26, 0x39, 0xf4, 0xcb, 9, 0, 0, 0])
  }

  @Test("what is packed unpacks to the same bytes", arguments: [0, 1, 6, 9, -3, 77])
  func roundTrip(level: Int) throws {
    for size in [0, 1, 17, 65_535, 65_536, 300_001] {
      let bytes = pseudoRandomText(size)
      let packed = try Gzip.compress(bytes, level: level)
      #expect(try Gzip.decompress(packed, limit: size) == bytes)
    }
  }
}

/// Letters that repeat enough to compress and vary enough to be a test; the same on every run.
func pseudoRandomText(_ count: Int) -> [UInt8] {
  var state: UInt64 = 0x9e37_79b9_7f4a_7c15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return 97 + UInt8(state >> 60)
  }
}
