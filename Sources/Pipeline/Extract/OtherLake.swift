import HTTPFetch
import JSON
import Jobs
import LakeStore
import ListSources
import RankingModel
import Storage

/// Reads a lake that belongs to others: in a folder, or on a server that serves such a folder as files. It writes nothing there
/// and takes no lock.
struct OtherLake: Sendable {
  /// The lake's place as the job file gives it.
  let place: String
  /// Whether the lake is on a server.
  let isWeb: Bool
  /// The job's rules for fetching lists; its `hosts` and sizes hold for this lake too.
  let extraction: Extraction
  /// The folder of the job file.
  let folder: String
  let fetcher: any Fetching

  /// The largest catalogue that is fetched from a server, in bytes. It is held in memory meanwhile.
  private static let largestCatalogue = 512 << 20
  /// Gzip makes bytes that it cannot compress larger, but by no more than this.
  private static let packingRoom = 1 << 16

  /// Opens the lake. On a server, records of a command that is still running there may be missing: they are in the catalogue's
  /// log, which is not fetched.
  ///
  /// - Throws: a `Failure` if there is no lake, or if it cannot be trusted.
  func open() async throws -> LakeReader {
    do { return isWeb ? try await fetched() : try await LakeReader.open(othersFolder: path) } catch let
      failure as Failure
    { throw refusal(failure) }
  }

  /// The file of the object `id`; `nil` if there is none.
  ///
  /// - Throws: a `Failure` if the file is too large, or cannot be read now.
  func file(of id: ObjectID) async throws -> [UInt8]? {
    let limit = extraction.maximumSize + OtherLake.packingRoom
    if isWeb { return try await fetch(StorageKey.object(id).path, atMost: limit)?.body }
    let storage = FolderStorage(path)
    guard let stored = try storage.inspect(.object(id)) else { return nil }
    guard stored.size <= limit else {
      throw Failure(.damaged, "its file has more than \(limit) bytes")
    }
    return try storage.read(.object(id), last: .max)
  }

  /// Whether the lake certainly lacks the object `id`. A server is not asked, so the answer for one is `false`.
  func lacks(_ id: ObjectID) throws(Failure) -> Bool {
    if isWeb { return false }
    return try FolderStorage(path).inspect(.object(id)) == nil
  }

  private var path: String { place.hasPrefix("/") ? place : "\(folder)/\(place)" }

  private func fetched() async throws -> LakeReader {
    let storage = MemoryStorage()
    // The first unknown format number is asked for too, because a lake of a newer format has both files.
    for number in 1...2 {
      let key = StorageKey.format(number)
      guard let answer = try await fetch(key.path, atMost: 1 << 12),
        (try? JSONReader.read(answer.body))?["format"]?.exactInteger == number
      else { continue }
      _ = storage.create([StoredFile(key, answer.body)])
    }
    var validators: CacheValidators?
    var fault = Failure(.damaged, "it has no catalogue")
    for _ in 0..<3 {
      guard let answer = try await fetch("catalogue.sqlite", atMost: OtherLake.largestCatalogue, validators)
      else { break }
      // The server still has the same file, which was found damaged.
      if answer.notModified { break }
      do throws(Failure) {
        return try await LakeReader.open(storage, catalogue: answer.body, named: place)
      } catch {
        guard error.kind == .damaged else { throw error }
        // The file may have been written while the server sent it.
        fault = error
      }
      if answer.etag != nil || answer.lastModified != nil {
        validators = CacheValidators(etag: answer.etag, lastModified: answer.lastModified)
      }
    }
    // Without a format file there is no lake, whatever is wrong with the catalogue.
    throw storage.holdsAny(.format) ? fault : Failure(.noData, "there is no lake")
  }

  /// The server's file at `path`; `nil` if there is none.
  private func fetch(
    _ path: String, atMost limit: Int, _ validators: CacheValidators? = nil
  ) async throws -> FetchResponse? {
    let root = place.hasSuffix("/") ? String(place.dropLast()) : place
    var request = extraction.request(for: "\(root)/\(path)")
    (request.validators, request.limits.maximumBytes) = (validators, limit)
    // A catalogue may take longer than a list, as long as it keeps coming.
    request.limits.totalTimeout = .seconds(max(600, extraction.totalTimeout))
    do throws(FetchError) { return try await fetcher.fetch(request) } catch {
      if error.cause == .cancelled { throw CancellationError() }
      if error.meansNoList { return nil }
      throw Failure(
        .source, "the lake \(place) could not be read: \(error.description)",
        remedy: error.isTransient ? .tryAgain : nil)
    }
  }

  /// `failure` in words for the people who run the job. They cannot repair the other lake themselves.
  private func refusal(_ failure: Failure) -> Failure {
    switch failure.kind {
    case .noData:
      Failure(
        .source, "there is no lake at \(place)", remedy: .words("see lake in the archives of the job file"))
    case .damaged:
      Failure(
        .source, "the lake \(place) cannot be used: \(failure.message)",
        remedy: .words("have it repaired where it is kept"))
    case .format:
      Failure(.format, "the lake \(place) cannot be used: \(failure.message)", remedy: .newerProgram)
    default: failure
    }
  }
}
