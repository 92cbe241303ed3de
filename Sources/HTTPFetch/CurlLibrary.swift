import CCurl

/// libcurl's functions, loaded at the first request.
///
/// Unchecked, and safe: the table is complete before this object exists and never changes after. libcurl's functions may be
/// called from any thread as long as each handle stays on one thread, which `TransferLoop` ensures.
final class CurlLibrary: @unchecked Sendable {
  /// The table; it stays valid until the process ends.
  let functions: UnsafePointer<marquee_curl>

  private init(functions: UnsafePointer<marquee_curl>) { self.functions = functions }

  /// The one library of the process, or the reason why it cannot be used. The first thread that needs it loads and initialises
  /// it.
  static let shared: Result<CurlLibrary, FetchError.Cause> = {
    var failure: UnsafePointer<CChar>?
    guard let functions = marquee_curl_open(&failure) else {
      let reason = failure.map { String(cString: $0) } ?? "unknown reason"
      return .failure(.unavailable("libcurl cannot be loaded: \(reason)"))
    }
    guard functions.pointee.curl_global_init(marquee_global_default) == CURLE_OK else {
      return .failure(.unavailable("libcurl cannot be started"))
    }
    return .success(CurlLibrary(functions: functions))
  }()
}

extension CurlFetcher {
  /// The version of the libcurl that a fetcher uses here; `nil` where it cannot be loaded.
  public static func libraryVersion() -> String? {
    let functions = try? CurlLibrary.shared.get().functions.pointee
    return functions?.curl_version_info(CURLVERSION_FIRST)?.pointee.version.map { String(cString: $0) }
  }
}
