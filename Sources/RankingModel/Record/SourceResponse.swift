public import JSON

/// The metadata that a server sent with its bytes (RFC 9110, sections 8 and 15).
public struct SourceResponse: Sendable, Hashable {
  /// The HTTP status.
  public var status: Int
  /// The `Content-Type` as the server wrote it.
  public var mediaType: String?
  /// The `ETag` as the server wrote it.
  public var etag: String?
  /// The `Last-Modified` date as the server wrote it.
  public var lastModified: String?
  /// The address that was requested, where redirects led to another one.
  public var requested: String?

  /// A response.
  public init(
    status: Int, mediaType: String? = nil, etag: String? = nil, lastModified: String? = nil,
    requested: String? = nil
  ) {
    (self.status, self.mediaType, self.etag) = (status, mediaType, etag)
    (self.lastModified, self.requested) = (lastModified, requested)
  }

  /// The JSON form, without members that have no value.
  public var json: JSONValue {
    .present([
      "status": JSONValue(status), "media_type": mediaType.map { .string($0) },
      "etag": etag.map { .string($0) },
      "last_modified": lastModified.map { .string($0) }, "requested": requested.map { .string($0) },
    ])
  }

  /// The response that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    self.init(
      status: try RecordReader(json).integer("status"), mediaType: json["media_type"]?.string,
      etag: json["etag"]?.string, lastModified: json["last_modified"]?.string,
      requested: json["requested"]?.string)
  }
}
