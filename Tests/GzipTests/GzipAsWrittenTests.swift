import Gzip
import Testing

@Suite struct GzipAsWrittenTests {
  /// Every changed bit of a file is noticed: by unpacking it, or by checking the parts that unpacking ignores.
  @Test(arguments: ["", "a", "some bytes that matter, some bytes that repeat, some bytes"])
  func everyFlippedBitIsNoticed(text: String) throws {
    let original = Array(text.utf8)
    let packed = try Gzip.compress(original, level: 3)
    #expect(Gzip.isAsWritten(packed))
    for bit in 0..<packed.count * 8 {
      var changed = packed
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let isRead = (try? Gzip.decompress(changed, limit: 1 << 20)) == original
      #expect(!isRead || !Gzip.isAsWritten(changed), "bit \(bit)")
    }
  }

  @Test func largeFilesPass() throws {
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    #expect(Gzip.isAsWritten(try Gzip.compress(bytes, level: 3)))
  }
}
