import HTTPFetch
import LakeStore

extension Workplace {
  /// The versions of the system's libraries that this process uses. libcurl is loaded for it; `nil` where it cannot be.
  public static func libraryVersions() -> (sqlite: String, libcurl: String?) {
    (sqliteVersion, CurlFetcher.libraryVersion())
  }
}
