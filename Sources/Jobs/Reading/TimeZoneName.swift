import Foundation

/// The names of time zones.
enum TimeZoneName {
  /// Whether the system knows a zone by this name.
  static func isKnown(_ name: String) -> Bool {
    if name == "UTC" { return true }
    // Abbreviations such as EST stand for several zones, and a bare offset for no place: neither is taken,
    // nor what could be a path.
    guard JobScalar.isWord(name, 4...64, or: "/_-+"), !name.hasPrefix("/"), !name.hasPrefix("GMT") else {
      return false
    }
    return TimeZone(identifier: name) != nil
  }
}
