import Foundation

/// Sets the format number of a lake's database file as a newer program would have written it: big-endian at offset 60
/// (https://www.sqlite.org/fileformat.html, 1.3), with the checksum of the page updated.
public func setFormat(of path: String, to number: UInt8) throws {
  var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  bytes.replaceSubrange(60..<64, with: [0, 0, 0, number])
  seal(&bytes, page: 1)
  try overwrite(path, bytes)
}

/// Writes the checksum of a page of a lake's database. It is computed from the documented description and not by the program's
/// code: 64-bit words, little-endian, mixed in one after the other.
private func seal(_ bytes: inout [UInt8], page: Int) {
  let size = Int(bytes[16]) << 8 | Int(bytes[17])
  let start = (page - 1) * size
  var sum = UInt64(page).multipliedReportingOverflow(by: 0x9E37_79B9_7F4A_7C15).partialValue
  for place in stride(from: start, to: start + size - 8, by: 8) {
    let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    sum = (sum ^ word).multipliedReportingOverflow(by: 0xFF51_AFD7_ED55_8CCD).partialValue
    sum ^= sum >> 32
  }
  for index in 0..<8 { bytes[start + size - 8 + index] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * index)) }
}
