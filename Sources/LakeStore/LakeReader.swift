import GRDB
import JSON
public import RankingModel
import Storage

/// Reads a lake: its catalogue, its objects and its records. Never waits for a writer.
public final class LakeReader: Sendable {
  /// Where the lake is.
  public let place: LakePlace
  /// The lake's objects.
  public let objects: Objects
  let database: any DatabaseReader
  private let pool: ReaderPool

  /// - Parameter path: the catalogue's file. With it, more connections than `database` can be opened when they are needed.
  init(_ place: LakePlace, objects: Objects? = nil, database: any DatabaseReader, path: String? = nil) {
    self.place = place
    self.objects = objects ?? place.objects
    self.database = database
    pool = ReaderPool(database, path: path)
  }

  /// Opens the lake at `place`.
  ///
  /// - Throws: a `noData` failure where there is no lake, a `format` failure where it is of another format.
  public static func open(_ place: LakePlace) async throws(Failure) -> LakeReader {
    let format = try await LakeFormat.require(at: place)
    let fileSystem = FileSystem(root: place.folder)
    guard try reading("the catalogue", try fileSystem.size(place.catalogue)) != nil else {
      throw Failure(.damaged, "the lake \(place.name) has no catalogue", remedy: .remakeCatalogue)
    }
    let opened = try CatalogueConnection.reader(path: place.catalogue)
    guard opened.lake == format.id else { throw LakeReader.foreignCatalogue(place) }
    return LakeReader(place, database: opened.database, path: place.catalogue)
  }

  /// Opens the lake at `place`. Where other machines write to the lake, their records are first added to this machine's
  /// catalogue. A lake in a folder is opened as it is, and nothing is written.
  ///
  /// - Throws: as `open`.
  public static func upToDate(_ place: LakePlace, options: Lake.Options) async throws(Failure) -> LakeReader {
    if place.isShared { try await Lake.catchUp(place, options: options) }
    return try await open(place)
  }

  /// Reads the catalogue of the lake at `place` without any check of the lake: for suggestions.
  public static func suggesting(from place: LakePlace) throws(Failure) -> LakeReader {
    LakeReader(place, database: try CatalogueConnection.reader(path: place.catalogue).database)
  }

  /// Checks that there is a lake at `place`.
  ///
  /// - Throws: a `noData` failure where there is none, `format` where it is of another format.
  public static func requireLake(at place: LakePlace) async throws(Failure) {
    _ = try await LakeFormat.require(at: place)
  }

  /// Whether there is a lake at `place` whose catalogue is missing, or empty because a process was killed while it made it.
  public static func lacksCatalogue(_ place: LakePlace) async throws(Failure) -> Bool {
    guard try place.lacksCatalogue() else { return false }
    return try await place.storage.inspect(LakeFormat.key) != nil
  }

  static func foreignCatalogue(_ place: LakePlace) -> Failure {
    Failure(.damaged, "the catalogue in \(place.folder) belongs to another lake", remedy: .remakeCatalogue)
  }

  /// The bytes of an object, checked against its name.
  public func bytes(of object: ObjectID) async throws(Failure) -> [UInt8] { try await objects.get(object) }

  /// The entries of a version, checked against its name.
  public func entries(of version: ObjectID) async throws(Failure) -> [Entry] {
    try LakeReader.entries(in: try await objects.get(version), of: version)
  }

  /// The entries in the `bytes` of a version.
  package static func entries(in bytes: [UInt8], of version: ObjectID) throws(Failure) -> [Entry] {
    do throws(JSONError) { return try VersionDocument.entries(bytes) } catch {
      throw Failure(.damaged, "object \(version) is no list of entries: \(error)")
    }
  }

  var records: Records { place.records }

  /// The one value that `sql` selects from the catalogue; `nil` where it selects no row, or null.
  func value<Value: DatabaseValueConvertible & Sendable>(
    _ sql: String, _ arguments: StatementArguments = []
  ) throws(Failure) -> Value? { try query { try Value.fetchOne($0, sql: sql, arguments: arguments) } }

  /// Answers one question from one consistent view of the catalogue.
  func query<Value: Sendable>(_ question: @Sendable (Database) throws -> Value) throws(Failure) -> Value {
    do { return try pool.read(question) } catch {
      throw Failure(database: "the catalogue", error)
    }
  }
}
