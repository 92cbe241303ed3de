import CZlib

/// Packs bytes into gzip members, one after the other, with one set of zlib's tables: making those costs more
/// than packing a small document, so a caller with many documents keeps its encoder.
///
/// The output depends on the bytes and the level alone: no name, time 0, operating system "unknown" (255).
public final class GzipEncoder {
  // zlib keeps the address of the stream and of the header, so both live on the heap and never move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let header: UnsafeMutablePointer<gz_header>
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 * 1024, alignment: 16)

  /// - Parameter level: 0 (stored) to 9 (smallest); values outside count as the nearest one inside.
  /// - Throws: `GzipError.outOfMemory`.
  public init(level: Int = 6) throws(GzipError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    header = .allocate(capacity: 1)
    header.initialize(to: gz_header())
    header.pointee.os = 255
    guard marquee_deflate_init_gzip(stream, Int32(min(9, max(0, level)))) == Z_OK else { throw .outOfMemory }
    deflateSetHeader(stream, header)
  }

  deinit {
    // Safe after a failed start as well: without a state, deflateEnd does nothing.
    deflateEnd(stream)
    stream.deallocate()
    header.deallocate()
    output.deallocate()
  }

  /// One whole member that holds `bytes`. What `write` began and `finish` did not end is dropped.
  public func compress(_ bytes: [UInt8]) -> [UInt8] {
    reset()
    if let whole = bytes.withUnsafeBytes({ packWhole($0) }) { return whole }
    reset()
    var result: [UInt8] = []
    bytes.withUnsafeBytes { piece in write(piece) { result.append(contentsOf: $0) } }
    finish { result.append(contentsOf: $0) }
    return result
  }

  /// Packs `bytes` as the next part of the current member and hands what is ready to `sink`. The buffer that
  /// `sink` sees is valid during that call only.
  public func write<Failure>(
    _ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    try pack(bytes, last: false, to: sink)
  }

  /// Ends the current member and hands the rest of it to `sink`. The next `write` begins another member.
  public func finish<Failure>(to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
    defer { reset() }
    try pack(UnsafeRawBufferPointer(start: nil, count: 0), last: true, to: sink)
  }

  private func reset() {
    deflateReset(stream)
    deflateSetHeader(stream, header)
  }

  /// The whole member in one call with a result of sufficient size, or nil where zlib cannot take that much
  /// at once.
  private func packWhole(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    guard bytes.count <= Int(UInt32.max) / 2 else { return nil }
    let bound = Int(deflateBound(stream, UInt(bytes.count)))
    var ended = false
    let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      stream.setInput(bytes)
      stream.setOutput(UnsafeMutableRawBufferPointer(buffer))
      ended = deflate(stream, Z_FINISH) == Z_STREAM_END
      count = buffer.count - Int(stream.pointee.avail_out)
    }
    return ended ? result : nil
  }

  private func pack<Failure>(
    _ bytes: UnsafeRawBufferPointer, last: Bool, to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var rest = bytes
    repeat {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(UInt32.max)))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
      stream.setInput(piece)
      let flush = last && rest.isEmpty ? Z_FINISH : Z_NO_FLUSH
      repeat {
        stream.setOutput(output)
        deflate(stream, flush)
        let count = output.count - Int(stream.pointee.avail_out)
        if count > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<count])) }
      } while stream.pointee.avail_out == 0
    } while !rest.isEmpty
  }
}
