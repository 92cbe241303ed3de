import CZlib

/// Unpacks a gzip file of one or more members that comes in pieces of any size.
///
/// Memory use is constant, whatever the input claims: at most 64 KiB of output exist at a time, and no byte past the limit is
/// handed on. The checksum and the length of every member are checked. After a member, anything but another member is refused.
/// After an error the decoder is of no further use.
public final class GzipDecoder {
  private enum Position {
    case beforeFirstMember
    case insideMember
    case afterMember
  }

  private let limit: Int
  let stream: UnsafeMutablePointer<z_stream>
  let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
  private var position = Position.beforeFirstMember
  private var written = 0

  /// - Parameter limit: the largest number of bytes that all members together may unpack to.
  /// - Throws: `GzipError.outOfMemory`.
  public init(limit: Int) throws(GzipError) {
    self.limit = limit
    // zlib keeps the address of the stream, so it lives on the heap with this one owner.
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard marquee_inflate_init_gzip(stream) == Z_OK else { throw .outOfMemory }
  }

  deinit {
    // Safe after a failed start as well: without a state, inflateEnd does nothing.
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// Unpacks the next piece of the file and hands the output to `sink`, in order. The buffer is valid only during the call of
  /// `sink`.
  ///
  /// - Throws: `GzipError`, but never `truncated`: only `finish` knows that no more input follows.
  public func write(
    _ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) -> Void
  ) throws(GzipError) {
    var rest = bytes
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(UInt32.max)))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
      stream.setInput(piece)
      try unpackInput(to: sink)
    }
  }

  /// Checks that the file is complete.
  ///
  /// - Throws: `GzipError.truncated` where it ends inside a member or before the first one.
  public func finish() throws(GzipError) {
    guard case .afterMember = position else { throw .truncated }
  }

  /// Runs zlib until it has taken all of its input and given all of the output.
  private func unpackInput(to sink: (UnsafeRawBufferPointer) -> Void) throws(GzipError) {
    while true {
      if position != .insideMember {
        guard stream.pointee.avail_in > 0 else { return }
        try beginMember()
      }
      let room = limit - written
      // One byte more than allowed distinguishes a file that exceeds the limit from one that fills it.
      let offered = room < output.count ? room + 1 : output.count
      stream.setOutput(UnsafeMutableRawBufferPointer(rebasing: output[..<offered]))
      let result = inflate(stream, Z_NO_FLUSH)
      let count = offered - Int(stream.pointee.avail_out)
      written += count
      guard written <= limit else { throw .tooLarge(limit: limit) }
      if count > 0 { sink(UnsafeRawBufferPointer(rebasing: output[..<count])) }
      switch result {
      case Z_STREAM_END: position = .afterMember
      case Z_OK where stream.pointee.avail_out == 0: continue
      case Z_OK, Z_BUF_ERROR: return
      case Z_MEM_ERROR: throw .outOfMemory
      default: throw .corrupt(detail(of: result))
      }
    }
  }

  private func beginMember() throws(GzipError) {
    if position == .afterMember {
      guard stream.pointee.next_in.pointee == 0x1f else { throw .corrupt("other bytes follow its end") }
      inflateReset(stream)
    }
    position = .insideMember
  }

  private func detail(of result: Int32) -> String {
    if let message = stream.pointee.msg { return String(cString: message) }
    return result == Z_NEED_DICT ? "it needs a dictionary" : "zlib error \(result)"
  }
}

extension UnsafeMutablePointer<z_stream> {
  /// Gives zlib at most 4 GiB to read. zlib does not write through `next_in`, although the type of `next_in` lacks `const`.
  func setInput(_ bytes: UnsafeRawBufferPointer) {
    pointee.next_in = UnsafeMutablePointer<UInt8>(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
    pointee.avail_in = UInt32(bytes.count)
  }

  /// Gives zlib room of at most 4 GiB.
  func setOutput(_ room: UnsafeMutableRawBufferPointer) {
    pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
    pointee.avail_out = UInt32(room.count)
  }
}
