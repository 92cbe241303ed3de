import Testing

@testable import Exports

@Suite("Thrift's compact protocol")
struct ThriftCompactTests {
  @Test(
    "numbers are zigzag varints",
    arguments: [(0, [0]), (-1, [1]), (1, [2]), (64, [0x80, 1])] as [(Int, [UInt8])])
  func number(_ value: Int, _ bytes: [UInt8]) {
    #expect(ThriftCompact.int32(value).encoded == bytes)
    #expect(ThriftCompact.int64(value).encoded == bytes)
  }

  @Test("the smallest and the largest number take ten bytes")
  func extremes() {
    let most = [UInt8](repeating: 0xff, count: 8)
    #expect(ThriftCompact.int64(.min).encoded == [0xff] + most + [1])
    #expect(ThriftCompact.int64(.max).encoded == [0xfe] + most + [1])
  }

  @Test("a field is headed by its step from the last one and its type, and a structure ends with 0")
  func structure() {
    let structure = ThriftCompact.structure([
      1: .int32(-2), 3: .int64(300), 4: nil, 5: .boolean(true), 6: .boolean(false), 10: .text("é"),
      11: .structure([2: .int32(0)]),
    ])
    #expect(
      structure.encoded == [
        0x15, 3, 0x26, 0xd8, 4, 0x21, 0x12, 0x48, 2, 0xc3, 0xa9, 0x1c, 0x25, 0, 0, 0,
      ])
  }

  @Test("a list is headed by its count and type, from 15 elements on in bytes of their own")
  func lists() {
    #expect(ThriftCompact.list([]).encoded == [0x0c])
    #expect(ThriftCompact.list([.text("a"), .text("")]).encoded == [0x28, 1, 97, 0])
    let fifteen = ThriftCompact.list(Array(repeating: .int32(1), count: 15))
    #expect(fifteen.encoded == [0xf5, 15] + [UInt8](repeating: 2, count: 15))
  }
}
