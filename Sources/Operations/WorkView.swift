import Glibc
public import LakeStore
import Pipeline
import RankingModel
import Storage

/// A lake opened to look at it: what all plans of what a use case would do are made from. It takes no lock, writes nothing,
/// and needs no lake that can be written to.
struct WorkView: Sendable {
  /// The lake with what a command that was cut off had recorded, as one that writes would find it.
  let lake: LakeReader
  /// The work state; `nil` where there is none yet.
  let work: WorkState?
  /// Whether a command that was cut off had recorded something that the catalogue lacks.
  let isBehind: Bool
}

extension Workplace {
  /// Opens the lake to look at it.
  ///
  /// - Throws: a `noData` failure where there is none.
  func view() async throws(Failure) -> WorkView {
    let reader = try await LakeReader.upToDate(place, options: options)
    let lake = try await reader.withWhatIsLate()
    return WorkView(lake: lake, work: try WorkState(readingIn: place.folder), isBehind: lake !== reader)
  }

  /// Opens the lake to look at it; `nil` where there is none and one may be made.
  func viewIfThere() async throws(Failure) -> WorkView? {
    try await Lake.refuseOther(place)
    do throws(Failure) { return try await view() } catch {
      guard error.kind == .noData else { throw error }
      return nil
    }
  }

  /// Opens the lake for questions. Where its catalogue is missing it is made anew first; one that other machines write to is
  /// caught up with.
  ///
  /// - Throws: a `noData` failure where there is no lake.
  public func reader() async throws -> LakeReader {
    if !place.isShared, try await LakeReader.lacksCatalogue(place) { try await work { _ in } }
    return try await LakeReader.upToDate(place, options: options)
  }

  /// Opens the queue and the budgets for reading. Where they are missing they are made anew first from the lake's
  /// records; `nil` where that cannot be, because the lake takes no writes.
  ///
  /// - Throws: a `noData` failure where there is no lake.
  func workReader() async throws -> WorkState? {
    let folder = place.folder
    try await LakeReader.requireLake(at: place)
    if place.isShared || access(folder, W_OK) == 0 {
      if try WorkState.isMissing(in: folder) { try await work { _ in } }
    } else if ![EACCES, EROFS, EPERM].contains(errno) {
      throw Failure(reading: "the lake", FileSystemError("inspect", folder, errno))
    }
    return try WorkState(readingIn: folder)
  }
}
