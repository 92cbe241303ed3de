public import JSON

/// What a server said of the bytes that it sent (RFC 9110, sections 8 and 15).
public struct SourceResponse: Sendable, Hashable {
  /// The HTTP status.
  public var status: Int
  /// The `Content-Type` as the server wrote it.
  public var mediaType: String?
  /// The `ETag` as the server wrote it.
  public var etag: String?
  /// The `Last-Modified` date as the server wrote it.
  public var lastModified: String?
  /// The address that was asked, where redirects led to another.
  public var requested: String?

  /// What a server said.
  public init(
    status: Int, mediaType: String? = nil, etag: String? = nil, lastModified: String? = nil,
    requested: String? = nil
  ) {
    (self.status, self.mediaType, self.etag) = (status, mediaType, etag)
    (self.lastModified, self.requested) = (lastModified, requested)
  }

  /// The JSON form: what was not said is left out.
  public var json: JSONValue {
    .present([
      "status": JSONValue(status), "media_type": mediaType.map { .string($0) },
      "etag": etag.map { .string($0) },
      "last_modified": lastModified.map { .string($0) }, "requested": requested.map { .string($0) },
    ])
  }

  /// What `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    self.init(
      status: try RecordReader(json).integer("status"), mediaType: json["media_type"]?.string,
      etag: json["etag"]?.string, lastModified: json["last_modified"]?.string,
      requested: json["requested"]?.string)
  }
}
