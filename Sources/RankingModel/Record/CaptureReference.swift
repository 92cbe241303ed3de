public import JSON

/// Where a list of the past was found.
public struct CaptureReference: Sendable, Hashable {
  /// The archive: its kind and address as the job file has them. No secret stands in it.
  public var archive: String
  /// What the archive calls the capture; `nil` where it has one list a day.
  public var id: String?

  /// Captures of two archives that are further apart may differ: the list has changed in between.
  public static let conflictTime = Duration.seconds(3600)

  /// How the reason begins for which a list is held back that contradicts another archive's.
  public static let conflictWords = "the list differs from that of "

  /// The capture `id` of `archive`.
  public init(archive: String, id: String? = nil) { (self.archive, self.id) = (archive, id) }

  /// The JSON form.
  public var json: JSONValue {
    .present(["archive": .string(archive), "id": id.map { .string($0) }])
  }

  /// The reference that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    self.init(archive: try RecordReader(json).string("archive"), id: json["id"]?.string)
  }
}
