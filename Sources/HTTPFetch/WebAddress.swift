import CCurl

/// An `http` or `https` URL, parsed by libcurl, which later makes the connection. So the host that is checked is the host that is
/// asked.
struct WebAddress: Sendable {
  struct Malformed: Error {
    var reason: String
  }

  /// The whole URL.
  let text: String
  let scheme: String
  /// In lower case.
  let host: String
  let port: String
  /// Whether parts such as `..` stay in the path.
  private(set) var keepsPath = false

  init(_ text: String, keepsPath: Bool = false, curl: CurlLibrary) throws(Malformed) {
    try self.init(steps: [(text, keepsPath ? UInt32(CURLU_PATH_AS_IS) : 0)], curl: curl)
    self.keepsPath = keepsPath
  }

  /// The target of a redirect from `base` with this `Location`.
  init(location: String, base: WebAddress, curl: CurlLibrary) throws(Malformed) {
    try self.init(steps: [(base.text, 0), (location, UInt32(CURLU_URLENCODE))], curl: curl)
  }

  /// Whether a header meant for this address may go to `other`: only to the same host and port, or from plain http on port 80 to
  /// https on port 443.
  func covers(_ other: WebAddress) -> Bool {
    guard host == other.host else { return false }
    if scheme == other.scheme { return port == other.port }
    return scheme == "http" && port == "80" && other.scheme == "https" && other.port == "443"
  }

  /// Whether the host is this machine, or has a link-local address, such as the host that gives a cloud machine its role. Neither
  /// is ever asked through a proxy.
  var isLocal: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || isLocalIPv4
  }

  /// Whether the host is an IPv4 address that begins with 127 or 169.254. A name that begins so does not count.
  private var isLocalIPv4: Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && (parts[0] == "127" || parts[0] == "169" && parts[1] == "254")
      && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The scheme of `url`, in lower case; nil where it has none.
  static func scheme(of url: String) -> String? {
    guard let colon = url.firstIndex(of: ":") else { return nil }
    let scheme = url[..<colon]
    guard scheme.first?.isLetter == true,
      scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
    else { return nil }
    return scheme.lowercased()
  }

  private init(steps: [(text: String, flags: UInt32)], curl: CurlLibrary) throws(Malformed) {
    let functions = curl.functions.pointee
    guard let handle = functions.curl_url() else { throw Malformed(reason: "not enough memory") }
    defer { functions.curl_url_cleanup(handle) }
    for step in steps {
      let code = functions.curl_url_set(handle, CURLUPART_URL, step.text, step.flags)
      guard code == CURLUE_OK else {
        throw Malformed(reason: functions.curl_url_strerror(code).map { String(cString: $0) } ?? "malformed")
      }
    }
    func part(_ name: CURLUPart, flags: UInt32 = 0) -> String {
      var text: UnsafeMutablePointer<CChar>?
      guard functions.curl_url_get(handle, name, &text, flags) == CURLUE_OK, let text else { return "" }
      defer { functions.curl_free(text) }
      return String(cString: text)
    }
    guard part(CURLUPART_USER).isEmpty, part(CURLUPART_PASSWORD).isEmpty else {
      throw Malformed(reason: "it holds a user name or password")
    }
    text = part(CURLUPART_URL)
    scheme = part(CURLUPART_SCHEME).lowercased()
    host = part(CURLUPART_HOST).lowercased()
    port = part(CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT))
  }
}
