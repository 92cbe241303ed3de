public import RankingModel
import Storage

extension LakePlace {
  /// How many bytes the lake keeps, as they are stored. Copies of damaged files are not counted.
  public func storedBytes() async throws(Failure) -> Int {
    var bytes = 0
    for kind in StorageKey.Kind.allCases where kind != .damaged {
      let keys = try await storage.list(kind)
      // A file that was removed meanwhile has no size.
      bytes += try await allInParallel(keys, atOnce: width) { key throws(Failure) in
        try await storage.inspect(key)?.size ?? 0
      }.reduce(0, +)
    }
    return bytes
  }
}

/// All files in a lake's storage, by the kind that their names say.
struct LakeContents: Sendable {
  /// Records.
  var records: [StorageKey] = []
  /// Lists of objects to prune.
  var marks: [StorageKey] = []
  /// Objects.
  var objects: [ObjectID] = []
  /// Files that were incomplete when their writer was killed.
  var unfinished: [Stray] = []
  /// Files that are not part of a lake.
  var unknown: [String] = []

  /// Lists the lake at `place`: records first, so that all objects that they name are listed.
  init(_ place: LakePlace) async throws(Failure) {
    records = try await place.records.keys()
    marks = try await place.storage.list(.marks)
    objects = try await place.storage.list(.objects).compactMap(\.object)
    for stray in try await place.storage.strays() {
      if stray.isUnfinished || LocalFiles.isUnfinished(stray.path) {
        unfinished.append(stray)
      } else if !LocalFiles.isOwn(stray.path) {
        unknown.append(stray.path)
      }
    }
  }
}
