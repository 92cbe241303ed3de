import GRDB
import Glibc
public import RankingModel

/// Reads a lake: its catalogue, its objects and its snapshot records. Never waits for a writer.
public final class LakeReader: Sendable {
  /// The lake's folder.
  public let path: String
  /// The lake's objects.
  public let objects: any ObjectStore
  let fileSystem: FileSystem
  let database: DatabaseQueue

  init(path: String, objects: any ObjectStore, fileSystem: FileSystem, database: DatabaseQueue) {
    self.path = path
    self.objects = objects
    self.fileSystem = fileSystem
    self.database = database
  }

  /// Opens the lake in the folder `path`.
  ///
  /// - Throws: a `noData` failure where there is no lake, a `format` failure where it is of another format.
  public static func open(path: String) throws(Failure) -> LakeReader {
    let fileSystem = FileSystem(root: path)
    let format = try requireFormat(path, fileSystem)
    let catalogue = "\(path)/catalogue.sqlite"
    guard try reading("the catalogue", try fileSystem.size(catalogue)) != nil else {
      throw Failure(
        .damaged, "the lake \(path) has no catalogue", hint: "marquee lake reindex makes it anew")
    }
    let opened = try CatalogueConnection.reader(path: catalogue)
    guard opened.lake == format.id else { throw LakeReader.foreignCatalogue(path) }
    return LakeReader(
      path: path, objects: FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem),
      fileSystem: fileSystem, database: opened.database)
  }

  /// Checks that there is a lake in the folder `path`.
  ///
  /// - Throws: a `noData` failure where there is none, `format` where it is of another format.
  public static func requireLake(in path: String) throws(Failure) {
    _ = try requireFormat(path, FileSystem(root: path))
  }

  private static func requireFormat(
    _ path: String, _ fileSystem: FileSystem
  ) throws(Failure) -> LakeFormat {
    guard let format = try LakeFormat(folder: path, fileSystem: fileSystem) else {
      throw Failure(
        .noData, "there is no lake in \(path) yet",
        hint: "run a job first (marquee run JOB), or name another lake with --lake DIR")
    }
    return format
  }

  static func foreignCatalogue(_ path: String) -> Failure {
    Failure(
      .damaged, "the catalogue in \(path) belongs to another lake",
      hint: "marquee lake reindex makes it anew from this lake")
  }

  /// The bytes of an object, checked against its name.
  public func bytes(of object: ObjectID) throws(Failure) -> [UInt8] {
    try objects.get(object)
  }

  /// The entries of a version, checked against its name.
  public func entries(of version: ObjectID) throws(Failure) -> [Entry] {
    let bytes = try objects.get(version)
    do throws(JSONError) { return try VersionDocument.entries(bytes) } catch {
      throw Failure(.damaged, "object \(version) is no list of entries: \(error)")
    }
  }

  /// The whole record of a snapshot.
  public func record(of summary: SnapshotSummary) throws(Failure) -> Snapshot {
    try records.read(summary.record).snapshot
  }

  var records: SnapshotRecords { SnapshotRecords(lake: path, fileSystem: fileSystem) }

  /// Answers one question from the catalogue within one consistent view of it.
  func query<Value: Sendable>(_ question: @Sendable (Database) throws -> Value) throws(Failure) -> Value {
    do { return try database.read(question) } catch {
      throw Failure(database: "the catalogue", error)
    }
  }
}
