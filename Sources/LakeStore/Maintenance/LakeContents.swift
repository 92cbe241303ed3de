public import RankingModel
import Storage

extension LakePlace {
  /// Bytes of all that the lake keeps, as they are stored; copies of what was damaged are not counted.
  public func storedBytes() async throws(Failure) -> Int {
    var bytes = 0
    for kind in StorageKey.Kind.allCases where kind != .damaged {
      let keys = try await storage.list(kind)
      // What was removed meanwhile has no size.
      bytes += try await allInParallel(keys, atOnce: width) { key throws(Failure) in
        try await storage.inspect(key)?.size ?? 0
      }.reduce(0, +)
    }
    return bytes
  }
}

/// All that stands in a lake's storage, by what its name says it is.
struct LakeContents: Sendable {
  /// Records.
  var records: [StorageKey] = []
  /// Lists of objects that are to be pruned.
  var marks: [StorageKey] = []
  /// Objects.
  var objects: [ObjectID] = []
  /// What was not whole when its writer was killed.
  var unfinished: [Stray] = []
  /// What is no part of a lake.
  var unknown: [String] = []

  /// Lists the lake at `place`: records first, so that all that they name is listed.
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
