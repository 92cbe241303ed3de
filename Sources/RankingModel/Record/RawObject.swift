public import JSON

/// One source answer that a day was made from, kept as it came.
public struct RawObject: Sendable, Hashable {
  /// What the answer was for.
  public enum Role: String, Sendable, Hashable {
    /// The ranked list.
    case list
    /// What the enrichment source said of one item.
    case answer
  }

  /// The object that holds the bytes.
  public var object: ObjectID
  /// What they were for.
  public var role: Role
  /// The address that answered, after redirects, with every secret taken out. A file's is relative to the folder of the job
  /// file, so that it says nothing of the machine.
  public var url: String
  /// When they were fetched.
  public var fetchedAt: Instant
  /// The item an answer is about.
  public var item: ItemID?
  /// How many bytes the object has, unpacked; `nil` where that was not noted.
  public var size: Int?
  /// What a server said with them; `nil` for a file.
  public var response: SourceResponse?
  /// Where in an archive a list was found; `nil` where it came from no archive.
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
