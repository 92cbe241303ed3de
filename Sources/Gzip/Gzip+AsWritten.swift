import CZlib

extension Gzip {
  /// Whether a sound gzip file has the header that `compress` writes, and only zeros in the unused bits between the last block
  /// and the trailer (RFC 1951, 3.2.3). Unpacking ignores both, so this finds changes that unpacking does not.
  ///
  /// - Parameter bytes: a file that `decompress` accepts.
  public static func isAsWritten(_ bytes: [UInt8]) -> Bool {
    // RFC 1952: magic, deflate, no flags, time 0, no extra flags, operating system "unknown".
    guard bytes.starts(with: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]), bytes.count <= Int(UInt32.max),
      let decoder = try? GzipDecoder(limit: .max)
    else { return false }
    return bytes.withUnsafeBytes { input in
      decoder.stream.setInput(input)
      while true {
        decoder.stream.setOutput(decoder.output)
        guard inflate(decoder.stream, Z_BLOCK) == Z_OK else { return false }
        // data_type (zlib.h, inflate()): 128 is set at the end of a block, 64 in the last block. The lowest bits count the unused
        // bits.
        let position = decoder.stream.pointee.data_type
        guard position & 192 == 192 else { continue }
        let taken = input.count - Int(decoder.stream.pointee.avail_in)
        let unused = UInt8(position & 7)
        return taken == input.count - 8 && (unused == 0 || input[taken - 1] >> (8 - unused) == 0)
      }
    }
  }
}
