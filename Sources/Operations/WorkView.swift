import Glibc
public import LakeStore
import Pipeline
import RankingModel
import Storage

/// A lake opened for reading. Every use case makes its plan from a view. A view takes no lock and writes nothing, so the lake may
/// be read-only.
struct WorkView: Sendable {
  /// The lake as a writing command would find it: including records that an interrupted command stored but did not index.
  let lake: LakeReader
  /// The work state; `nil` if there is none yet.
  let work: WorkState?
  /// Whether an interrupted command stored records that the catalogue lacks.
  let isBehind: Bool
}

extension Workplace {
  /// Opens the lake for reading.
  ///
  /// - Throws: a `noData` failure if there is none.
  func view() async throws(Failure) -> WorkView {
    let reader = try await LakeReader.upToDate(place, options: options)
    let lake = try await reader.withWhatIsLate()
    return WorkView(lake: lake, work: try WorkState(readingIn: place.folder), isBehind: lake !== reader)
  }

  /// Opens the lake for reading; `nil` if there is none and one may be made.
  func viewIfThere() async throws(Failure) -> WorkView? {
    try await Lake.refuseOther(place)
    do throws(Failure) { return try await view() } catch {
      guard error.kind == .noData else { throw error }
      return nil
    }
  }

  /// Opens the lake for questions. A missing catalogue is rebuilt first. If other machines write to the lake, the catalogue first
  /// catches up with their records.
  ///
  /// - Throws: a `noData` failure if there is no lake.
  public func reader() async throws -> LakeReader {
    if !place.isShared, try await LakeReader.lacksCatalogue(place) { try await work { _ in } }
    return try await LakeReader.upToDate(place, options: options)
  }

  /// Opens the queue and the budgets for reading. If they are missing, they are rebuilt from the lake's records first; `nil` if
  /// that is not possible because the lake is read-only.
  ///
  /// - Throws: a `noData` failure if there is no lake.
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
