import Glibc
import HTTPFetch
import Synchronization

/// The time zones of the system's own database, which system updates keep current.
enum SystemTimeZone {
  /// The folder of the zone files: the value of `TZDIR`, as for the C library, or the usual one.
  static let folder = getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
  private static let read = Mutex<[String: ZoneRules?]>([:])

  /// The rules of the zone `name` of the IANA list; `nil` if the system has no zone of this name. A file is read once.
  static func rules(of name: String) -> ZoneRules? {
    read.withLock { zones in
      if let known = zones[name] { return known }
      let rules = isName(name) ? file(at: "\(folder)/\(name)").flatMap { ZoneRules($0) } : nil
      zones[name] = .some(rules)
      return rules
    }
  }

  /// Whether `name` can be the name of a zone. Abbreviations such as EST stand for several zones, and a bare offset stands for no
  /// place, so both are refused. A name that could lead out of the folder is refused too.
  private static func isName(_ name: String) -> Bool {
    JobScalar.isWord(name, 4...64, or: "/_-+") && !name.hasPrefix("/") && !name.hasPrefix("GMT")
  }

  private static func file(at path: String) -> [UInt8]? {
    // The largest zone file has four kilobytes.
    try? BoundedFile.read(path, atMost: 1 << 16)
  }
}
