import CZlib

/// Whole arrays of bytes to and from gzip. For packed data that comes in pieces, see `GzipDecoder`.
public enum Gzip {
  /// The version of the zlib library that this process uses.
  public static var libraryVersion: String { String(cString: zlibVersion()) }

  /// Packs `bytes` into one gzip member. The same bytes and level give the same result at any time and on any platform with the
  /// same zlib: the header holds no name, time 0 and the "unknown" operating system.
  ///
  /// - Parameter level: 0 (stored) to 9 (smallest); values outside count as the nearest one inside.
  /// - Throws: `GzipError.outOfMemory`.
  public static func compress(_ bytes: [UInt8], level: Int = 6) throws(GzipError) -> [UInt8] {
    // zlib keeps the addresses of the stream and of the header, so both live on the heap.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    let header = UnsafeMutablePointer<gz_header>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    header.initialize(to: gz_header())
    header.pointee.os = 255
    defer {
      // Safe after a failed start as well: without a state, deflateEnd does nothing.
      deflateEnd(stream)
      stream.deallocate()
      header.deallocate()
    }
    guard marquee_deflate_init_gzip(stream, Int32(min(9, max(0, level)))) == Z_OK else { throw .outOfMemory }
    deflateSetHeader(stream, header)
    guard let packed = bytes.withUnsafeBytes({ pack($0, stream) }) else { throw .outOfMemory }
    return packed
  }

  /// One whole member that holds `bytes`; `nil` where zlib needs more room than it announced.
  private static func pack(
    _ bytes: UnsafeRawBufferPointer, _ stream: UnsafeMutablePointer<z_stream>
  ) -> [UInt8]? {
    let bound = Int(deflateBound(stream, UInt(bytes.count)))
    var hasEnded = false
    let packed = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      var rest = bytes[...]
      // zlib counts what it reads and writes in 32 bits.
      repeat {
        let piece = rest.prefix(Int(UInt32.max))
        rest = rest.dropFirst(piece.count)
        stream.setInput(UnsafeRawBufferPointer(rebasing: piece))
        repeat {
          let room = UnsafeMutableRawBufferPointer(buffer)[count...].prefix(Int(UInt32.max))
          stream.setOutput(UnsafeMutableRawBufferPointer(rebasing: room))
          hasEnded = deflate(stream, rest.isEmpty ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END
          count += room.count - Int(stream.pointee.avail_out)
        } while stream.pointee.avail_out == 0 && count < buffer.count
      } while !rest.isEmpty
    }
    return hasEnded ? packed : nil
  }

  /// Unpacks a whole gzip file of one or more members.
  ///
  /// - Parameter limit: the largest size in bytes that the result may have.
  /// - Throws: `GzipError`; nothing of a file that is cut short, damaged or too large is returned.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    try bytes.withUnsafeBufferPointer { (buffer) throws(GzipError) in
      try decompress(UnsafeRawBufferPointer(buffer), limit: limit)
    }
  }

  /// Whether `bytes` begin as a gzip file does. Only the content can tell: names and headers are often wrong.
  public static func isGzip(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: [0x1f, 0x8b, 0x08])
  }

  static func decompress(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(GzipError) -> [UInt8] {
    let decoder = try GzipDecoder(limit: limit)
    var result: [UInt8] = []
    result.reserveCapacity(min(limit, sizeHint(of: bytes)))
    try decoder.write(bytes) { piece in
      let needed = result.count + piece.count
      if needed > result.capacity {
        // An array doubles its capacity by itself. This one stops at the limit.
        result.reserveCapacity(min(limit, max(needed, result.capacity * 2)))
      }
      result.append(contentsOf: piece)
    }
    try decoder.finish()
    return result
  }

  /// The size that the last member states in its final four bytes; 0 where deflate cannot have packed that many bytes into so
  /// few. Only a hint: the field may be wrong, and it wraps at 4 GiB.
  private static func sizeHint(of bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count >= 18 else { return 0 }
    let stated = Int(
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)))
    let mostThatDeflateExpands = 1032
    return stated / mostThatDeflateExpands <= bytes.count ? stated : 0
  }
}
