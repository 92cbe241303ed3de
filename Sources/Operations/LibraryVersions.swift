import HTTPFetch
import LakeStore

extension Workplace {
  /// The format of lakes that this program reads and writes.
  public static let format = lakeFormat

  /// The versions of the system libraries that this process uses. Loads libcurl to ask for its version, which is `nil` if it
  /// cannot be loaded.
  public static func libraryVersions() -> (sqlite: String, libcurl: String?, zlib: String) {
    (sqliteVersion, CurlFetcher.libraryVersion(), zlibVersion)
  }
}
