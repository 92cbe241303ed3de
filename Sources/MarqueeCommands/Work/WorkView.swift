import LakeStore
import Pipeline
import RankingModel

/// A lake opened to look at it: what all plans of what a command would do are made from. It takes no lock, writes nothing,
/// and needs no lake that can be written to.
struct WorkView: Sendable {
  /// The lake with what a command that was cut off had recorded, as a command that writes would find it.
  let lake: LakeReader
  /// The work state; `nil` where there is none yet.
  let work: WorkState?

  /// Opens the lake that `options` name.
  ///
  /// - Throws: a `noData` failure where there is none.
  init(_ options: GlobalOptions) async throws(Failure) {
    lake = try await LakeReader.open(options.place).withWhatIsLate()
    work = try WorkState(readingIn: options.lake)
  }

  /// Opens the lake that `options` name; `nil` where there is none and one may be made.
  static func ifThere(_ options: GlobalOptions) async throws(Failure) -> WorkView? {
    try await Lake.refuseOther(options.place)
    do throws(Failure) { return try await WorkView(options) } catch {
      guard error.kind == .noData else { throw error }
      return nil
    }
  }

  /// The objects that the work state needs.
  func objectsInUse() async throws(Failure) -> Set<ObjectID> {
    try await work?.objectsInUse() ?? []
  }
}
