import HTTPFetch
import JSON
import Jobs
import LakeStore
import ListSources
import RankingModel
import Storage

/// Reads a lake of somebody else: in a folder, or on a server that serves such a folder as files. Nothing is written there, and
/// no lock is taken.
struct OtherLake: Sendable {
  /// The lake as the job file has it.
  let place: String
  /// Whether a server has it.
  let isWeb: Bool
  /// The job's rules for fetching lists; its `hosts` and sizes hold for this lake too.
  let extraction: Extraction
  /// The folder of the job file.
  let folder: String
  let fetcher: any Fetching

  /// A catalogue on a server may not be larger than this, since it is held in memory while it is fetched.
  private static let largestCatalogue = 512 << 20
  /// Gzip may make bytes that it cannot pack larger, by at most this.
  private static let packingRoom = 1 << 16

  /// Opens the lake. On a server, what a command that still runs there has recorded may be missing: it stands in the catalogue's
  /// log, which is not fetched.
  ///
  /// - Throws: a `Failure` where there is no lake, or one that cannot be trusted.
  func open() async throws -> LakeReader {
    do { return isWeb ? try await fetched() : try await LakeReader.open(othersFolder: path) } catch let
      failure as Failure
    { throw refusal(failure) }
  }

  /// The file of the object `id`; `nil` where there is none.
  ///
  /// - Throws: a `Failure` where it is too large, or cannot be had now.
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

  /// Whether the lake surely lacks the object `id`. A server is not asked for it.
  func lacks(_ id: ObjectID) throws(Failure) -> Bool {
    if isWeb { return false }
    return try FolderStorage(path).inspect(.object(id)) == nil
  }

  private var path: String { place.hasPrefix("/") ? place : "\(folder)/\(place)" }

  private func fetched() async throws -> LakeReader {
    let storage = MemoryStorage()
    // The first unknown number is asked for too: a lake of a newer format has both.
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
      // The server still has the file that was found damaged.
      if answer.notModified { break }
      do throws(Failure) {
        return try await LakeReader.open(storage, catalogue: answer.body, named: place)
      } catch {
        guard error.kind == .damaged else { throw error }
        // It may have been written to while it was sent.
        fault = error
      }
      if answer.etag != nil || answer.lastModified != nil {
        validators = CacheValidators(etag: answer.etag, lastModified: answer.lastModified)
      }
    }
    // Without a format there is no lake, whatever the catalogue is.
    throw storage.holdsAny(.format) ? fault : Failure(.noData, "there is no lake")
  }

  /// What the server has under `path`; `nil` where it has nothing.
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

  /// `failure` in words for those who run the job, who cannot repair the lake themselves.
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
