public import JSON

/// One answer of a source from which a day was made, kept unchanged.
public struct RawObject: Sendable, Hashable {
  /// The use of the answer.
  public enum Role: String, Sendable, Hashable {
    /// The ranked list.
    case list
    /// The answer of the enrichment source about one item.
    case answer
  }

  /// The object that holds the bytes.
  public var object: ObjectID
  /// The use of the bytes.
  public var role: Role
  /// The address that answered, after redirects, without any secret. The address of a file is relative to the folder of the job
  /// file, so that it reveals nothing of the machine.
  public var url: String
  /// When the bytes were fetched.
  public var fetchedAt: Instant
  /// The item an answer is about.
  public var item: ItemID?
  /// The size of the object in bytes, unpacked; `nil` where it was not recorded.
  public var size: Int?
  /// The server's response; `nil` for a file.
  public var response: SourceResponse?
  /// The capture that the list came from; `nil` where it did not come from an archive.
  public var capture: CaptureReference?

  /// A raw object and where it came from.
  public init(
    object: ObjectID, role: Role, url: String, fetchedAt: Instant, item: ItemID? = nil, size: Int? = nil,
    response: SourceResponse? = nil, capture: CaptureReference? = nil
  ) {
    (self.object, self.role, self.url, self.fetchedAt) = (object, role, url, fetchedAt)
    (self.item, self.size, self.response, self.capture) = (item, size, response, capture)
  }

  /// The JSON form.
  public var json: JSONValue {
    .present([
      "object": .string(object.description), "role": .string(role.rawValue), "url": .string(url),
      "fetched_at": .string(fetchedAt.description), "item": item.map { .string($0.description) },
      "size": size.map { JSONValue($0) }, "response": response?.json,
      "capture": capture?.json,
    ])
  }

  /// The raw object that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    self.init(
      object: try reader.objectID("object"), role: try reader.value("role"), url: try reader.string("url"),
      fetchedAt: try reader.instant("fetched_at"), item: json["item"]?.string.map { ItemID($0) },
      size: try reader.optionalInteger("size"))
    if let response = json["response"] { self.response = try SourceResponse(json: response) }
    if let capture = json["capture"] { self.capture = try CaptureReference(json: capture) }
  }
}
