import AWS
import JSON
import LakeStore
import RankingModel

extension BucketFacts {
  /// The facts of the bucket that keeps the lake at `place`; `nil` where none does.
  init?(of place: LakePlace) async throws(Failure) {
    guard let storage = place.storage as? S3Storage else { return nil }
    self = try await storage.facts()
  }

  /// The facts as they are shown: by name, with `null` for what is not known.
  var json: [JSONMember] {
    [
      JSONMember("keeps_versions", keepsVersions.map { .bool($0) } ?? .null),
      JSONMember("encryption", JSONValue(encryption)),
      JSONMember("blocks_public_access", blocksPublicAccess.map { .bool($0) } ?? .null),
    ]
  }

  /// What a bucket that is known not to do so does not do for what it keeps.
  var warning: String? {
    var lacks: [String] = []
    if keepsVersions == false { lacks.append("it keeps no older versions of what is removed") }
    if encryption?.isEmpty == true { lacks.append("what it stores is not encrypted") }
    if blocksPublicAccess == false { lacks.append("it can be made public") }
    return lacks.isEmpty ? nil : "look at the settings of the bucket: \(lacks.joined(separator: "; "))"
  }
}
