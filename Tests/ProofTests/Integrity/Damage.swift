import Foundation
import MarqueeTestSupport

/// Damage to one file of a lake.
enum Damage: Sendable, CustomStringConvertible {
  case flip(offset: Int, mask: UInt8)
  case cut(to: Int)
  case removal

  var description: String {
    switch self {
    case .flip(let offset, let mask): "byte \(offset) changed by \(mask)"
    case .cut(let length): "cut to \(length)"
    case .removal: "removed"
    }
  }

  /// The damage that may happen to a file of `count` bytes: a byte changes at the start, at the end, or at one of `flips` random
  /// places; the file is cut to half or to nothing; it is removed.
  ///
  /// The places come from a seeded generator, so that a trial can be repeated.
  ///
  /// A list of marks is not removed: nothing else says that the list existed.
  static func all(
    of count: Int, in file: String, flips: Int, using generator: inout SeededGenerator
  ) -> [Damage] {
    var offsets = [0, count - 1]
    for _ in 0..<flips { offsets.append(Int.random(in: 0..<count, using: &generator)) }
    return offsets.map { .flip(offset: $0, mask: UInt8.random(in: 1...255, using: &generator)) }
      + [.cut(to: count / 2), .cut(to: 0)] + (isTheOnlyWord(file) ? [] : [.removal])
  }

  private static func isTheOnlyWord(_ file: String) -> Bool {
    file.hasPrefix("marks/")
  }

  func happen(to path: String) throws {
    if case .removal = self { return try FileManager.default.removeItem(atPath: path) }
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    switch self {
    case .flip(let offset, let mask): bytes[offset] ^= mask
    case .cut(let length): bytes.removeLast(bytes.count - length)
    case .removal: break
    }
    try overwrite(path, bytes)
  }
}
