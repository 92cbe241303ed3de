import Gzip
import Testing

@Suite("Unpacking")
struct GzipDecoderTests {
  @Test(
    "gzip is recognised by its content",
    arguments: [
      ([0x1f, 0x8b, 0x08, 0x00], true), ([0x1f, 0x8b], false), ([], false), (Array("[{}]".utf8), false),
    ])
  func recognition(bytes: [UInt8], expected: Bool) {
    #expect(Gzip.isGzip(bytes) == expected)
  }

  @Test("members one after the other unpack to their contents one after the other")
  func severalMembers() throws {
    let packed = try Gzip.compress(Array("one ".utf8)) + Gzip.compress([]) + Gzip.compress(Array("two".utf8))
    #expect(try Gzip.decompress(packed, limit: 100) == Array("one two".utf8))
  }

  @Test("a file with a name, as gzip itself writes it, unpacks")
  func namedFile() throws {
    // printf hello > hello && gzip -c hello | xxd -i
    let packed: [UInt8] =
      [0x1f, 0x8b, 8, 8, 1, 2, 3, 4, 0, 3] + Array("hello".utf8) + [0]
      + [0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0]
    #expect(try Gzip.decompress(packed, limit: 5) == Array("hello".utf8))
  }

  @Test("pieces of every size unpack to the same bytes", arguments: [1, 2, 3, 10, 1_000])
  func pieces(size: Int) throws {
    let bytes = pseudoRandomText(5_000)
    let packed = try Gzip.compress(bytes) + Gzip.compress(bytes)
    let decoder = try GzipDecoder(limit: 10_000)
    var result: [UInt8] = []
    for start in stride(from: 0, to: packed.count, by: size) {
      try packed[start..<min(start + size, packed.count)].withUnsafeBufferPointer {
        (piece) throws(GzipError) in
        try decoder.write(UnsafeRawBufferPointer(piece)) { result.append(contentsOf: $0) }
      }
    }
    try decoder.finish()
    #expect(result == bytes + bytes)
  }

  @Test("a file cut short anywhere is refused as cut short")
  func truncated() throws {
    let packed = try Gzip.compress(pseudoRandomText(300))
    for length in 0..<packed.count {
      #expect(throws: GzipError.truncated) { try Gzip.decompress(Array(packed[..<length]), limit: 300) }
    }
  }

  @Test("a second member cut short is refused as cut short")
  func truncatedSecondMember() throws {
    let packed = try Gzip.compress([1]) + Gzip.compress([2]).dropLast()
    #expect(throws: GzipError.truncated) { try Gzip.decompress(packed, limit: 2) }
  }

  @Test("bytes after the end are refused, zeros as well", arguments: [[0], [65, 66], [0x1f, 0x00, 1, 2]])
  func trailingBytes(tail: [UInt8]) throws {
    let packed = try Gzip.compress([1, 2, 3]) + tail
    #expect { try Gzip.decompress(packed, limit: 100) } throws: { error in
      guard case .corrupt = error as? GzipError else { return false }
      return true
    }
  }

  @Test("every changed byte of the data, checksum and length is noticed")
  func changedByte() throws {
    let packed = try Gzip.compress(pseudoRandomText(200))
    for index in 10..<packed.count {
      var damaged = packed
      damaged[index] ^= 0x10
      #expect(throws: GzipError.self) { try Gzip.decompress(damaged, limit: 1_000) }
    }
  }

  @Test("what is no gzip at all is refused")
  func notGzip() {
    #expect(throws: GzipError.corrupt("incorrect header check")) {
      try Gzip.decompress(Array("<html></html>".utf8), limit: 100)
    }
  }

  @Test("a file that fills the limit passes, one byte more does not")
  func limit() throws {
    for size in [0, 1, 65_535, 65_536, 65_537] {
      let packed = try Gzip.compress(pseudoRandomText(size))
      #expect(try Gzip.decompress(packed, limit: size).count == size)
      guard size > 0 else { continue }
      #expect(throws: GzipError.tooLarge(limit: size - 1)) { try Gzip.decompress(packed, limit: size - 1) }
    }
  }

  @Test("the limit holds over all members together")
  func limitOverMembers() throws {
    let member = try Gzip.compress([1, 2, 3])
    #expect(throws: GzipError.tooLarge(limit: 5)) { try Gzip.decompress(member + member, limit: 5) }
  }

  @Test("a bomb of 4 GiB fails at the limit, and the room taken never passes the limit")
  func bomb() throws {
    let bomb = try packedZeros(gibibytes: 4)
    let limit = 3 << 20
    #expect(throws: GzipError.tooLarge(limit: limit)) { try Gzip.decompress(bomb, limit: limit) }

    let decoder = try GzipDecoder(limit: limit)
    var handedOn = 0
    var largestPiece = 0
    #expect(throws: GzipError.tooLarge(limit: limit)) {
      try bomb.withUnsafeBufferPointer { (buffer) throws(GzipError) in
        try decoder.write(UnsafeRawBufferPointer(buffer)) { piece in
          handedOn += piece.count
          largestPiece = max(largestPiece, piece.count)
        }
      }
    }
    #expect(handedOn <= limit)
    #expect(largestPiece <= 64 * 1024)
  }

  @Test("messages say what is wrong in plain words")
  func messages() {
    #expect(GzipError.truncated.description == "the gzip data is cut short")
    #expect(
      GzipError.tooLarge(limit: 10).description == "the gzip data unpacks to more than the limit of 10 bytes")
  }

  /// Members of 16 MiB of zeros, as many as `gibibytes` needs. The same packed member is repeated, so that making it costs
  /// little.
  private func packedZeros(gibibytes: Int) throws -> [UInt8] {
    let member = try Gzip.compress([UInt8](repeating: 0, count: 16 << 20), level: 9)
    return Array(repeatElement(member, count: gibibytes * 64).joined())
  }
}
