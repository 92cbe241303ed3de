import Foundation

/// The names of time zones.
enum TimeZoneName {
  /// Whether the system knows a zone by this name.
  static func isKnown(_ name: String) -> Bool {
    if name == "UTC" { return true }
    // Abbreviations such as EST stand for several zones, and a bare offset for no place: neither is taken,
    // nor what could be a path.
    let isPlain = name.utf8.allSatisfy {
      JobScalar.isLetter($0) || JobScalar.isDigit($0) || "/_-+".utf8.contains($0)
    }
    guard isPlain, (4...64).contains(name.utf8.count), !name.hasPrefix("/"), !name.hasPrefix("GMT") else {
      return false
    }
    return TimeZone(identifier: name) != nil
  }
}
