import AWS
import JSON
import LakeStore
import RankingModel

extension BucketFacts {
  /// The facts of the bucket that holds the lake at `place`; `nil` if no bucket does.
  init?(of place: LakePlace) async throws(Failure) {
    guard let storage = place.storage as? S3Storage else { return nil }
    self = try await storage.facts()
  }

  /// The facts by name, as they are shown; `null` for what is not known.
  var json: [JSONMember] {
    [
      JSONMember("keeps_versions", keepsVersions.map { .bool($0) } ?? .null),
      JSONMember("encryption", JSONValue(encryption)),
      JSONMember("blocks_public_access", blocksPublicAccess.map { .bool($0) } ?? .null),
    ]
  }

  /// The protections that the bucket is known to lack; `nil` if there are none.
  var warning: String? {
    var lacks: [String] = []
    if keepsVersions == false { lacks.append("it keeps no older versions of what is removed") }
    if encryption?.isEmpty == true { lacks.append("what it stores is not encrypted") }
    if blocksPublicAccess == false { lacks.append("it can be made public") }
    return lacks.isEmpty ? nil : "look at the settings of the bucket: \(lacks.joined(separator: "; "))"
  }
}
