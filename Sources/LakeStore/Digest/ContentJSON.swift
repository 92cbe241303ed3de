import Foundation
public import JSON
public import RankingModel
import Storage

/// A file of a lake as JSON, with its bytes, for readers who do not have the lake.
public enum ContentJSON {
  /// The most bytes that are written as text, which people can read.
  private static let mostText = 8192

  /// An object: its name, its path, and its bytes where they are given. Null where there is no object.
  public static func object(_ id: ObjectID?, _ bytes: [UInt8]?) throws(Failure) -> JSONValue {
    guard let id else { return .null }
    return .object([JSONMember("object", .string(id.description))] + (try members(id.path, bytes)))
  }

  /// A file: its path and its bytes.
  public static func file(_ path: String, _ bytes: [UInt8]) throws(Failure) -> JSONValue {
    .object(try members(path, bytes))
  }

  /// The bytes are in `text` where they are short UTF-8, otherwise in `gzip_base64`.
  private static func members(_ path: String, _ bytes: [UInt8]?) throws(Failure) -> [JSONMember] {
    let place = JSONMember("path", .string(path))
    guard let bytes else { return [place] }
    if bytes.count <= mostText, let text = String(validating: bytes, as: UTF8.self) {
      return [place, JSONMember("text", .string(text))]
    }
    let packed = Data(try Objects.packed(bytes)).base64EncodedString()
    return [place, JSONMember("gzip_base64", .string(packed))]
  }
}

extension ObjectID {
  /// The path of the object within a lake.
  public var path: String { StorageKey.object(self).path }
}
