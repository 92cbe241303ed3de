import HTTPFetch
import LakeStore

extension Workplace {
  /// The format of lakes that this program reads and writes.
  public static let format = lakeFormat

  /// The versions of the system's libraries that this process uses. libcurl is loaded for it; `nil` where it cannot be.
  public static func libraryVersions() -> (sqlite: String, libcurl: String?, zlib: String) {
    (sqliteVersion, CurlFetcher.libraryVersion(), zlibVersion)
  }
}
