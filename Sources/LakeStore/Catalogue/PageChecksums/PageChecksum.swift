/// The checksum of a database page, kept in its last 8 bytes.
///
/// Every 8 bytes are mixed in by steps that each can be undone, so a change within 8 bytes always changes the sum, and any
/// other change goes unnoticed once in 2⁶⁴. The page's number is mixed in too: a page in another's place is noticed.
package enum PageChecksum {
  /// Bytes at the end of a page that SQLite leaves to the checksum.
  package static let size = 8

  /// Whether a read or write of `count` bytes at `offset` is one of a whole page: SQLite's pages have a power of two of
  /// bytes, from 512 to 65,536 (https://www.sqlite.org/fileformat.html, 1.3.2).
  static func isPage(_ count: Int, at offset: Int) -> Bool {
    count >= 512 && count & (count - 1) == 0 && offset % count == 0
  }

  /// The sum over all of `page` but its last 8 bytes.
  static func sum(_ page: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    var sum = UInt64(offset / page.count + 1) &* 0x9E37_79B9_7F4A_7C15
    var place = 0
    let end = page.count - size
    while place < end {
      sum =
        (sum ^ UInt64(littleEndian: page.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        &* 0xFF51_AFD7_ED55_8CCD
      sum ^= sum >> 32
      place += 8
    }
    return sum
  }

  /// Whether `page` is what was written. A page of zeros is one that was never written.
  static func isSound(_ page: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    let kept = UInt64(
      littleEndian: page.loadUnaligned(fromByteOffset: page.count - size, as: UInt64.self))
    return kept == sum(page, at: offset) || page.allSatisfy { $0 == 0 }
  }

  /// Puts the checksum into `page`.
  static func seal(_ page: UnsafeMutableRawBufferPointer, at offset: Int) {
    let sum = sum(UnsafeRawBufferPointer(page), at: offset)
    page.storeBytes(of: sum.littleEndian, toByteOffset: page.count - size, as: UInt64.self)
  }

  /// The pages of the database file `bytes` that are not what was written, counted from 1.
  package static func damagedPages(in bytes: [UInt8]) -> [Int] {
    guard bytes.count >= 100 else { return [1] }
    // Big-endian at offset 16; 1 stands for 65,536.
    let stated = Int(bytes[16]) << 8 | Int(bytes[17])
    let size = stated == 1 ? 65_536 : stated
    guard size >= 512, size & (size - 1) == 0, bytes[20] == UInt8(PageChecksum.size) else { return [1] }
    return bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: size).compactMap { offset in
        let end = offset + size
        guard end <= buffer.count else { return offset / size + 1 }
        let page = UnsafeRawBufferPointer(rebasing: buffer[offset..<end])
        return isSound(page, at: offset) ? nil : offset / size + 1
      }
    }
  }
}
