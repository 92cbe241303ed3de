/// The checksum of a database page, in its last 8 bytes.
///
/// Every 8 bytes are mixed in by reversible steps. So a change within 8 bytes always changes the sum, and any other change goes
/// unnoticed once in 2⁶⁴. The page's number is mixed in too, so a page in another page's place is noticed.
package enum PageChecksum {
  /// How many bytes SQLite leaves for the checksum at the end of a page.
  package static let size = 8

  /// Whether a read or write of `count` bytes at `offset` is one of a whole page. SQLite's pages have 512, 1,024, 2,048 and so on
  /// up to 65,536 bytes (https://www.sqlite.org/fileformat.html, 1.3.2).
  static func isPage(_ count: Int, at offset: Int) -> Bool {
    count >= 512 && count & (count - 1) == 0 && offset % count == 0
  }

  /// The sum over `page` without its last 8 bytes.
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

  /// Whether `page` is what was written. A page of zeros was never written.
  static func isSound(_ page: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    let kept = UInt64(littleEndian: page.loadUnaligned(fromByteOffset: page.count - size, as: UInt64.self))
    return kept == sum(page, at: offset) || page.allSatisfy { $0 == 0 }
  }

  /// Writes the checksum into `page`.
  static func seal(_ page: UnsafeMutableRawBufferPointer, at offset: Int) {
    let sum = sum(UnsafeRawBufferPointer(page), at: offset)
    page.storeBytes(of: sum.littleEndian, toByteOffset: page.count - size, as: UInt64.self)
  }

  /// The page size of a database whose file begins with `header`; `nil` where the header is not one of our databases.
  static func pageSize(_ header: [UInt8]) -> Int? {
    guard header.count >= 100 else { return nil }
    // Big-endian at offset 16; 1 stands for 65,536.
    let stated = Int(header[16]) << 8 | Int(header[17])
    let size = stated == 1 ? 65_536 : stated
    let isOurs = size >= 512 && size & (size - 1) == 0 && header[20] == UInt8(PageChecksum.size)
    return isOurs ? size : nil
  }

  /// The numbers, counted from 1, of the pages of `size` bytes in `bytes` that are not what was written.
  ///
  /// - Parameter start: the offset of `bytes` in the file, at which a page begins.
  static func damagedPages(in bytes: [UInt8], from start: Int, size: Int) -> [Int] {
    bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: size).compactMap { offset in
        let number = (start + offset) / size + 1
        guard offset + size <= buffer.count else { return number }
        let page = UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + size])
        return isSound(page, at: start + offset) ? nil : number
      }
    }
  }
}
