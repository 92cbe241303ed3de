import Crypto
import Foundation
import Synchronization

/// A server on 127.0.0.1 that keeps one bucket, `lake`, and speaks S3's forms strictly: whatever is not signed, encoded or sorted
/// as AWS wants it is refused.
///
///     let server = try BucketServer()
///     // … server.environment, s3://lake/prefix …
///     server.setFault { $0.method == "PUT" ? .lostAfter : nil }
public final class BucketServer: Sendable {
  /// How the server treats what is put into it.
  public enum Manner: Sendable {
    /// As AWS does.
    case sound
    /// It knows no `If-None-Match`.
    case replaces
    /// It looks whether something is there, and puts it a little later.
    case losesRaces
    /// It looks at no checksum, and takes every body.
    case takesAnyBytes
  }

  /// What goes wrong with a request.
  public enum Fault: Sendable {
    /// The connection breaks before anything is done.
    case lostBefore
    /// What was asked is done, and the connection breaks before the answer.
    case lostAfter
    /// What was asked is done twice; the second answer comes.
    case doubled
    /// An answer with this status and code, and nothing is done.
    case refused(Int, String)
    /// What was asked is done, and an answer with status 500 comes.
    case failedAfter
    /// The body of the answer breaks off.
    case cut
  }

  struct State {
    var objects: [String: (bytes: [UInt8], storedAt: Date)] = [:]
    var settings: [String: String] = [:]
    var fault: @Sendable (LoopbackRequest) -> Fault? = { _ in nil }
    var token: String?
    var endedTokens: Set<String> = []
    var complaints: [String] = []
    /// How many have looked at a key in order to put something there.
    var lookers: [String: Int] = [:]
  }

  /// The name of the key that requests are signed with.
  public static let keyID = "AKIDTEST"
  /// The key that requests are signed with.
  public static let secretKey = "secret/of+the=test"
  /// The bucket.
  public static let bucket = "lake"

  let manner: Manner
  let pageSize: Int
  let state = Mutex(State())
  private let loopback = Mutex<LoopbackServer?>(nil)

  /// Starts a server whose lists have at most `pageSize` keys a page.
  public init(_ manner: Manner = .sound, pageSize: Int = 1000) throws {
    (self.manner, self.pageSize) = (manner, pageSize)
    let server = try LoopbackServer { [weak self] request in self?.answer(request) ?? .reset }
    loopback.withLock { $0 = server }
  }

  private var server: LoopbackServer? { loopback.withLock { $0 } }

  /// Such as `http://127.0.0.1:40123`.
  public var endpoint: String { server?.baseURL ?? "" }

  /// Variables that lead here, and to no file of the machine.
  public var environment: [String: String] {
    [
      "AWS_ENDPOINT_URL_S3": endpoint, "AWS_REGION": "eu-test-1", "AWS_ACCESS_KEY_ID": Self.keyID,
      "AWS_SECRET_ACCESS_KEY": Self.secretKey, "HOME": "/nowhere",
    ]
  }

  /// Every request so far.
  public var requests: [LoopbackRequest] { server?.requests ?? [] }

  /// The largest number of requests that were being answered at one time.
  public var mostAtOnce: Int { server?.mostAtOnce ?? 0 }

  /// Every request that was refused for its form or its signature, and why.
  public var complaints: [String] { state.withLock { $0.complaints } }

  /// What is kept, by key.
  public var objects: [String: [UInt8]] { state.withLock { $0.objects.mapValues(\.bytes) } }

  /// Puts other bytes under a key, as a medium that fails does; `nil` takes what is there away.
  public func set(_ key: String, to bytes: [UInt8]?) {
    state.withLock { $0.objects[key] = bytes.map { ($0, Date()) } }
  }

  /// Decides from now on what goes wrong.
  public func setFault(_ fault: @escaping @Sendable (LoopbackRequest) -> Fault?) {
    state.withLock { $0.fault = fault }
  }

  /// Has one of the bucket's settings, such as `versioning`, be this document.
  public func set(_ setting: String, toXML text: String) { state.withLock { $0.settings[setting] = text } }

  /// Wants this token with every request, and says of all before that they have ended.
  public func setToken(_ token: String) {
    state.withLock { state in
      if let last = state.token { state.endedTokens.insert(last) }
      state.token = token
    }
  }

  private func answer(_ request: LoopbackRequest) -> LoopbackBehaviour {
    switch state.withLock({ $0.fault })(request) {
    case nil: return carryOut(request)
    case .lostBefore: return .closeWithoutAnswer
    case .lostAfter:
      _ = carryOut(request)
      return .closeWithoutAnswer
    case .doubled:
      _ = carryOut(request)
      return carryOut(request)
    case .refused(let status, let code): return Self.error(status, code, request)
    case .failedAfter:
      _ = carryOut(request)
      return Self.error(500, "InternalError", request)
    case .cut:
      guard case .respond(_, _, let body) = carryOut(request) else { return .reset }
      return .truncated(body: Array(body.dropLast()), missing: 1)
    }
  }

  private func carryOut(_ request: LoopbackRequest) -> LoopbackBehaviour {
    if let (status, code, detail) = problem(with: request) {
      let words = "\(request.method) \(request.target): \(code) \(detail)"
      // Other bytes than were promised are refused, and are no fault of form.
      if !detail.isEmpty { state.withLock { $0.complaints.append(words) } }
      return Self.error(status, code, request)
    }
    let parts = request.path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true)
    guard parts.first.map(String.init) == Self.bucket else { return Self.error(404, "NoSuchBucket", request) }
    let key = parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? "" : ""
    switch request.method {
    case "GET" where key.isEmpty: return request.query["list-type"] == "2" ? list(request) : setting(request)
    case "GET", "HEAD": return read(key, request)
    case "PUT": return put(key, request)
    case "DELETE":
      state.withLock { $0.objects[key] = nil }
      return .respond(status: 204)
    default: return Self.error(405, "MethodNotAllowed", request)
    }
  }

  static func error(_ status: Int, _ code: String, _ request: LoopbackRequest) -> LoopbackBehaviour {
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Error><Code>\(code)</Code><Message>It is so &amp; stays so: \(request.header("x-amz-security-token") ?? "").</Message>\
      <Resource>\(request.path.replacingOccurrences(of: "&", with: "&amp;"))</Resource></Error>
      """
    return request.method == "HEAD"
      ? .headOnly(status: status, headers: [:], length: 0) : .respond(status: status, text: text)
  }
}

// What the server does once a request is found good.
extension BucketServer {
  private func read(_ key: String, _ request: LoopbackRequest) -> LoopbackBehaviour {
    guard let (bytes, storedAt) = state.withLock({ $0.objects[key] }) else {
      return Self.error(404, "NoSuchKey", request)
    }
    let headers = ["Last-Modified": Self.date.string(from: storedAt)]
    if request.method == "HEAD" {
      return .headOnly(status: 200, headers: headers, length: bytes.count)
    }
    guard let range = request.header("Range") else {
      return .respond(headers: headers, body: bytes)
    }
    guard range.hasPrefix("bytes=-"), let count = Int(range.dropFirst("bytes=-".count)), count > 0,
      !bytes.isEmpty
    else { return Self.error(416, "InvalidRange", request) }
    return .respond(status: 206, headers: headers, body: Array(bytes.suffix(count)))
  }

  private func put(_ key: String, _ request: LoopbackRequest) -> LoopbackBehaviour {
    let isConditional = request.header("If-None-Match") == "*" && manner != .replaces
    if isConditional, manner == .losesRaces { return putLate(key, request) }
    let isStored = state.withLock { state in
      if isConditional, state.objects[key] != nil { return false }
      state.objects[key] = (request.body, Date())
      return true
    }
    return isStored ? .respond() : Self.error(412, "PreconditionFailed", request)
  }

  /// Looks whether something is there, waits a moment for another who does the same, and puts it.
  private func putLate(_ key: String, _ request: LoopbackRequest) -> LoopbackBehaviour {
    let isThere = state.withLock { state in
      state.lookers[key, default: 0] += 1
      return state.objects[key] != nil
    }
    if isThere { return Self.error(412, "PreconditionFailed", request) }
    for _ in 0..<100 where state.withLock({ $0.lookers[key] ?? 0 }) < 2 { usleep(5_000) }
    set(key, to: request.body)
    return .respond()
  }

  private func list(_ request: LoopbackRequest) -> LoopbackBehaviour {
    let query = request.query
    let prefix = query["prefix"] ?? ""
    let start =
      query["continuation-token"].map { String($0.dropFirst("after ".count)) } ?? query["start-after"] ?? ""
    let limit = min(pageSize, query["max-keys"].flatMap { Int($0) } ?? 1000)
    let objects = objects
    let keys = objects.keys.filter { $0.hasPrefix(prefix) && Self.precedes(start, $0) }
    // Keys that have the same beginning up to the delimiter are one entry.
    var entries: [(text: String, isPrefix: Bool, last: String)] = []
    for key in keys.sorted(by: Self.precedes) {
      let end = query["delimiter"].flatMap { key.dropFirst(prefix.count).range(of: $0)?.upperBound }
      let text = end.map { String(key[..<$0]) } ?? key
      if entries.last?.text == text { entries.removeLast() }
      entries.append((text, end != nil, key))
    }
    let page = entries.prefix(limit)
    let isCut = page.count < entries.count
    let elements = page.map { entry in
      entry.isPrefix
        ? "<CommonPrefixes><Prefix>\(Self.encoded(entry.text))</Prefix></CommonPrefixes>"
        : "<Contents><Key>\(Self.encoded(entry.text))</Key><Size>\(objects[entry.text]?.count ?? 0)</Size></Contents>"
    }
    let token = "after \(page.last?.last ?? "")".replacingOccurrences(of: "&", with: "&amp;")
    let next = isCut ? "<NextContinuationToken>\(token)</NextContinuationToken>" : ""
    return .respond(
      text: """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>lake</Name>\
        <EncodingType>url</EncodingType><IsTruncated>\(isCut)</IsTruncated>\(elements.joined())\(next)\
        </ListBucketResult>
        """)
  }

  private func setting(_ request: LoopbackRequest) -> LoopbackBehaviour {
    let name = request.query.keys.first ?? ""
    let codes = [
      "encryption": "ServerSideEncryptionConfigurationNotFoundError",
      "publicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    ]
    if let text = state.withLock({ $0.settings[name] }) { return .respond(text: text) }
    return name == "versioning"
      ? .respond(text: "<VersioningConfiguration/>") : Self.error(404, codes[name] ?? "NoSuchKey", request)
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// As `encoding-type=url` has it: slashes stay.
  private static func encoded(_ key: String) -> String {
    key.addingPercentEncoding(withAllowedCharacters: unreserved.union(CharacterSet(charactersIn: "/"))) ?? ""
  }

  static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  private static var date: DateFormatter {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format
  }
}

// What the server looks at before it does anything. Written from AWS's documentation, and apart from the code under test.
extension BucketServer {
  private func problem(with request: LoopbackRequest) -> (Int, String, String)? {
    guard isCanonical(request.target) else { return (400, "InvalidURI", "the target is not canonical") }
    let hash = Self.digits(SHA256.hash(data: request.body))
    guard let signed = request.header("x-amz-content-sha256") else {
      return (400, "InvalidRequest", "no hash")
    }
    if let problem = signatureProblem(of: request, bodyHash: signed) { return problem }
    if manner == .takesAnyBytes { return nil }
    if signed != hash { return (400, "XAmzContentSHA256Mismatch", "") }
    let checksum = Data(SHA256.hash(data: request.body)).base64EncodedString()
    if request.header("x-amz-checksum-sha256") ?? checksum != checksum { return (400, "BadDigest", "") }
    return nil
  }

  /// Whether everything is encoded that has to be, nothing twice, and the query is in order.
  private func isCanonical(_ target: String) -> Bool {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let segments = parts[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let fields = parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : []
    let names = fields.map { $0.split(separator: "=", omittingEmptySubsequences: false).map(String.init) }
    return fields == fields.sorted() && names.allSatisfy { $0.count == 2 }
      && (segments + names.flatMap { $0 }).allSatisfy { part in
        part.removingPercentEncoding?.addingPercentEncoding(withAllowedCharacters: Self.unreserved) == part
      }
  }

  private func signatureProblem(of request: LoopbackRequest, bodyHash: String) -> (Int, String, String)? {
    let pattern =
      /AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})/
    guard let match = request.header("authorization")?.wholeMatch(of: pattern)?.output, match.1 == Self.keyID,
      let time = request.header("x-amz-date"), time.hasPrefix(match.2)
    else { return (403, "AccessDenied", "no signature in the right form") }
    let (ended, token) = state.withLock { ($0.endedTokens, $0.token) }
    if let sent = request.header("x-amz-security-token"), ended.contains(sent) {
      return (400, "ExpiredToken", "")
    }
    if request.header("x-amz-security-token") != token { return (403, "InvalidToken", "") }
    let names = match.4.split(separator: ";").map(String.init)
    let mustBeSigned = request.headers.map { $0.name.lowercased() }.filter {
      $0 == "host" || $0.hasPrefix("x-amz-")
    }
    guard names == names.sorted(), Set(mustBeSigned).isSubset(of: names) else {
      return (403, "AccessDenied", "headers are not signed")
    }
    let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = names.map { "\($0):\(request.header($0) ?? "")" }
    let form =
      [request.method, String(parts[0]), parts.count > 1 ? String(parts[1]) : ""] + lines
      + ["", String(match.4), bodyHash]
    let hash = Self.digits(SHA256.hash(data: Array(form.joined(separator: "\n").utf8)))
    let scope = [String(match.2), String(match.3), "s3", "aws4_request"]
    let text = ["AWS4-HMAC-SHA256", time, scope.joined(separator: "/"), hash].joined(separator: "\n")
    var key = Array("AWS4\(Self.secretKey)".utf8)
    for part in scope + [text] {
      key = Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: SymmetricKey(data: key)))
    }
    return Self.digits(key) == match.5 ? nil : (403, "SignatureDoesNotMatch", form.joined(separator: "|"))
  }

  private static func digits(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
  }
}
