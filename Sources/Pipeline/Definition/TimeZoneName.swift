import Foundation

/// The names of time zones.
enum TimeZoneName {
  /// Whether the system knows a zone by this name.
  static func isKnown(_ name: String) -> Bool {
    if name == "UTC" { return true }
    guard name.utf8.count <= 64, !name.hasPrefix("/"), !name.contains(".."), !name.hasPrefix("GMT") else {
      return false
    }
    return TimeZone(identifier: name) != nil && (name.contains("/") || name == "Z" || name.count > 3)
  }
}
