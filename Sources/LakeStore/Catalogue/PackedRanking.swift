/// The rows of one snapshot as the catalogue packs them: three bytes an entry, so that a question about all of history reads a
/// few thousand small blobs instead of millions of rows.
///
/// For each entry, by rank, there are two or three whole numbers of seven bits a byte, the lowest bits first (LEB128):
/// 1. twice the number of the item; one more where the rank does not follow the rank of the previous entry
/// 2. only in that case: the difference to the rank of the previous entry
/// 3. the number of the title minus that of the item, minus the same difference of the previous entry. A number n of 0 or more is
///    written as 2n, a negative one as -2n - 1. Items and titles are numbered side by side, so this is small.
enum PackedRanking {
  /// The bytes of `rows`, which must be in the order of ranks.
  static func bytes(_ rows: [RankingRow]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count * 4)
    var (lastRank, lastOffset): (Int64, Int64) = (0, 0)
    for row in rows {
      let step = Int64(row.rank) - lastRank
      append(UInt64(row.item) << 1 | (step == 1 ? 0 : 1), to: &bytes)
      if step != 1 { append(UInt64(max(0, step)), to: &bytes) }
      let offset = Int64(row.title) - Int64(row.item)
      let change = offset - lastOffset
      append(UInt64(bitPattern: change << 1 ^ change >> 63), to: &bytes)
      (lastRank, lastOffset) = (Int64(row.rank), offset)
    }
    return bytes
  }

  /// Appends the rows in `bytes` to `rows`.
  ///
  /// - Returns: whether `bytes` have the form of such rows. If not, no row is appended.
  static func append(_ bytes: UnsafeRawBufferPointer, to rows: inout [RankingRow]) -> Bool {
    // A row has at least two bytes.
    withUnsafeTemporaryAllocation(of: RankingRow.self, capacity: bytes.count / 2) { read in
      guard let count = PackedRanking.read(bytes, into: read) else { return false }
      rows.append(contentsOf: UnsafeBufferPointer(rebasing: read[..<count]))
      return true
    }
  }

  /// Reads the rows in `bytes` into `rows`, which must have room for one row per two bytes.
  ///
  /// - Returns: the number of rows; `nil` where `bytes` do not have the form of such rows.
  private static func read(
    _ bytes: UnsafeRawBufferPointer, into rows: UnsafeMutableBufferPointer<RankingRow>
  ) -> Int? {
    var (place, count) = (0, 0)
    var (lastRank, lastOffset): (Int64, Int64) = (0, 0)
    while place < bytes.count {
      guard let first = number(bytes, &place) else { return nil }
      var step: Int64 = 1
      if first & 1 == 1 {
        guard let stated = number(bytes, &place) else { return nil }
        step = Int64(truncatingIfNeeded: stated)
      }
      guard let packed = number(bytes, &place) else { return nil }
      let change = Int64(bitPattern: packed >> 1) ^ -Int64(bitPattern: packed & 1)
      let (rank, item) = (lastRank &+ step, Int64(bitPattern: first >> 1))
      let offset = lastOffset &+ change
      guard let row = RankingRow(item: item, rank: rank, title: item &+ offset) else { return nil }
      rows.initializeElement(at: count, to: row)
      count += 1
      (lastRank, lastOffset) = (rank, offset)
    }
    return count
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var left = number
    while left > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: left) | 0x80)
      left >>= 7
    }
    bytes.append(UInt8(left))
  }

  @inline(__always)
  private static func number(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> UInt64? {
    // Nearly all numbers have one byte or two.
    guard place < bytes.count else { return nil }
    let first = bytes[place]
    if first < 0x80 {
      place += 1
      return UInt64(first)
    }
    if place + 1 < bytes.count, bytes[place + 1] < 0x80 {
      place += 2
      return UInt64(first & 0x7F) | UInt64(bytes[place - 1]) << 7
    }
    var (number, shift): (UInt64, UInt64) = (0, 0)
    while place < bytes.count, shift < 64 {
      let byte = bytes[place]
      place += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    return nil
  }
}
