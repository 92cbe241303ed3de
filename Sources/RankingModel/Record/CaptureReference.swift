public import JSON

/// The archive, and the capture in it, from which a past list came.
public struct CaptureReference: Sendable, Hashable {
  /// The archive: its kind and address as in the job file, without any secret.
  public var archive: String
  /// The archive's name for the capture; `nil` where the archive has one list a day.
  public var id: String?

  /// Captures of two archives that are at least this far apart may differ: the list may have changed in between.
  public static let conflictTime = Duration.seconds(3600)

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
