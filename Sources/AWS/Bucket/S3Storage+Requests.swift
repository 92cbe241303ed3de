import Crypto
import FoundationEssentials
import HTTPFetch
import RankingModel
import Storage

// The requests to a bucket. Paths are relative to the address's prefix.
extension S3Storage {
  func request(
    _ method: String, _ path: String, headers: [HeaderField] = [], body: [UInt8]? = nil,
    accepting accepted: Set<Int> = []
  ) -> AWSRequest {
    AWSRequest(
      "s3", method, bucket: address.bucket, path: "/\(address.key(of: path))", headers: headers, body: body,
      accepted: accepted)
  }

  func read(path: String, last count: Int = .max) async throws(Failure) -> [UInt8]? {
    // No range can ask for zero bytes.
    if count <= 0 { return try await inspect(path: path).map { _ in [] } }
    let range = count == .max ? [] : [HeaderField("Range", "bytes=-\(count)")]
    var request = request("GET", path, headers: range, accepting: [404, 416])
    request.maximumBytes = 4 << 30
    let answer = try await client.send(request)
    switch answer.status {
    case 404: return try absence(answer)
    // The object is empty, so it has no last byte.
    case 416: return []
    default: return answer.body.count > count ? answer.body.suffix(count) : answer.body
    }
  }

  func inspect(path: String) async throws(Failure) -> StoredSize? {
    let answer = try await client.send(request("HEAD", path, accepting: [404]))
    guard answer.status != 404 else { return nil }
    guard let size = answer.header("Content-Length").flatMap({ Int($0) }),
      let storedAt = answer.header("Last-Modified").flatMap({ Instant(httpDate: $0) })
    else { throw Failure(.storage, "the server does not say the size or the date of an object") }
    return StoredSize(size: size, storedAt: storedAt)
  }

  /// Creates an object, or makes sure that it exists.
  ///
  /// - Returns: whether it was new.
  /// - Throws: `storage`, also where the server says that the object exists although it does not: the caller would rely on it.
  func create(_ bytes: [UInt8], at path: String, _ habits: BucketHabits) async throws(Failure) -> Bool {
    if try await put(bytes, at: path, habits) { return true }
    if try await inspect(path: path) != nil { return false }
    throw Failure(
      .storage, "the server reports that \(path) exists, and then that it does not", remedy: .tryAgain)
  }

  /// Creates an object.
  ///
  /// - Parameter speed: the most bytes sent in a second.
  /// - Returns: whether it was new. If an answer was lost, the object counts as new if it has these bytes now.
  func put(
    _ bytes: [UInt8], at path: String, _ habits: BucketHabits, speed: Int? = nil
  ) async throws(Failure) -> Bool {
    if !habits.createsOnce, try await inspect(path: path) != nil { return false }
    let condition = habits.createsOnce ? [HeaderField("If-None-Match", "*")] : []
    var request = put(bytes, at: path, headers: condition)
    request.bytesPerSecond = speed
    let answer = try await client.send(request)
    if answer.status == 412 {
      guard answer.followsLostAnswer else { return false }
      return try await read(path: path) == bytes
    }
    if !habits.checksBytes, try await read(path: path) != bytes {
      throw Failure(.storage, "\(path) was stored with other bytes than were sent", remedy: .tryAgain)
    }
    return true
  }

  /// The request that stores `bytes`. The server stores the checksum too, if it knows the header.
  func put(_ bytes: [UInt8], at path: String, headers: [HeaderField]) -> AWSRequest {
    let digest = Data(SHA256.hash(data: bytes)).base64EncodedString()
    return request(
      "PUT", path,
      headers: headers + [
        HeaderField("Content-Type", "application/octet-stream"), HeaderField("X-Amz-Checksum-Sha256", digest),
      ], body: bytes, accepting: [412])
  }

  func remove(path: String) async throws(Failure) {
    let answer = try await client.send(request("DELETE", path, accepting: [404]))
    if answer.status == 404 { _ = try absence(answer) }
  }

  /// `nil`, where the answer says that the object does not exist. A missing bucket is a failure.
  private func absence(_ answer: AWSResponse) throws(Failure) -> [UInt8]? {
    guard let error = try? XMLReader.read(answer.body), error["Code"]?.text == "NoSuchBucket" else {
      return nil
    }
    throw Failure(noBucket: address.bucket)
  }

  // MARK: Lists

  /// An object by its path, with its size in bytes; or the common start of several paths.
  typealias Listed = (path: String, size: Int)

  /// All objects below `folder`, sorted by the bytes of their paths: see `page`.
  func objects(
    below folder: String, after path: String? = nil, delimiter: String? = nil
  ) async throws(Failure) -> [Listed] {
    var objects: [Listed] = []
    var token: String?
    repeat {
      let page = try await page(below: folder, after: path, token: token, delimiter: delimiter)
      objects += page.objects
      token = page.next
    } while token != nil
    return objects
  }

  /// Some of the objects below `folder`, sorted by the bytes of their paths, and the token for the next page. With a `delimiter`,
  /// each path ends at the first delimiter after `folder`, and each such path is listed once.
  func page(
    below folder: String, after path: String?, token: String?, limit: Int? = nil, delimiter: String? = nil
  ) async throws(Failure) -> (objects: [Listed], next: String?) {
    let prefix = address.key(of: folder)
    var query = [("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix)]
    if let token { query.append(("continuation-token", token)) }
    if let path, token == nil { query.append(("start-after", address.key(of: path))) }
    if let limit { query.append(("max-keys", "\(limit)")) }
    if let delimiter { query.append(("delimiter", delimiter)) }
    let answer = try await client.send(
      AWSRequest("s3", "GET", bucket: address.bucket, query: query.map { (name: $0.0, value: $0.1) }))
    let start = address.key(of: "")
    guard let list = try? XMLReader.read(answer.body), list.name == "ListBucketResult",
      let isCut = list["IsTruncated"]?.text, let objects = S3Storage.objects(in: list),
      objects.allSatisfy({ $0.path.hasPrefix(prefix) })
    else { throw Failure(.storage, "the server's list of the bucket cannot be read") }
    let next = isCut == "true" ? list["NextContinuationToken"]?.text : nil
    guard isCut == "false" || isCut == "true" && next?.isEmpty == false && next != token else {
      throw Failure(.storage, "the server's list of the bucket does not say how it goes on")
    }
    return (objects.map { (String($0.path.dropFirst(start.count)), $0.size) }, next)
  }

  /// The objects in a page by their keys, and the common starts of keys up to a delimiter; `nil` where one cannot be read.
  private static func objects(in list: XMLElement) -> [Listed]? {
    let isEncoded = list["EncodingType"]?.text == "url"
    var objects: [Listed] = []
    for object in list.children where ["Contents", "CommonPrefixes"].contains(object.name) {
      guard let text = (object["Key"] ?? object["Prefix"])?.text else { return nil }
      let size = object["Size"].flatMap { Int($0.text) } ?? 0
      guard isEncoded else {
        objects.append((text, size))
        continue
      }
      // Some servers write a space as `+`, as in forms.
      let spaced = text.replacing("+", with: "%20")
      guard let bytes = PercentEncoding.decode(spaced[...]),
        let key = String(validating: bytes, as: UTF8.self)
      else { return nil }
      objects.append((key, size))
    }
    return objects
  }
}

extension Instant {
  /// The instant that a header gives, such as `Fri, 24 May 2013 00:00:00 GMT`.
  init?(httpDate text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ")
    guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])) else { return nil }
    let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
    self.init("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
  }
}
