import Glibc
public import RankingModel
import Storage

extension Lake {
  /// Opens the lake at `place`; makes one where there is none. A catalogue that is missing, or that others have changed or
  /// damaged, is rebuilt, since it is only an index.
  ///
  /// - Throws: `locked` where another process writes; `format` where the lake is of another format; `storage` where it cannot be
  ///   written to; `damaged` where the catalogue has what the records lack, or where a version is lost. A repair handles both.
  /// - Parameter companion: something that is kept beside the lake, and made from the lake where it is missing.
  public static func open(
    _ place: LakePlace, for scope: Scope, options: Options, with companion: Companion? = nil
  ) async throws(Failure) -> Lake {
    try makeFolders(place.folder)
    // Not even a lock file is left in a folder that holds something else.
    try await refuseOther(place)
    try checkSharing(place.folder)
    var lock = try LakeLock(folder: place.folder, for: scope, options: options)
    let format: LakeFormat
    if scope == .lake {
      format = try await prepare(place, lock: lock, options: options, companion)
    } else {
      while true {
        if let ready = try await readyFormat(place, companion) {
          format = ready
          break
        }
        // Nobody else may write while the lake is prepared.
        lock.release()
        lock = try LakeLock(folder: place.folder, for: .lake, options: options)
        _ = try await prepare(place, lock: lock, options: options, companion)
        lock.release()
        lock = try LakeLock(folder: place.folder, for: scope, options: options)
      }
    }
    let opened = try CatalogueConnection.writer(path: place.catalogue, lake: format.id)
    guard opened.lake == format.id else { throw LakeReader.foreignCatalogue(place) }
    let lake = Lake(place, database: opened.database, lock: lock, options: options)
    if place.isShared { try await lake.indexNewRecords() }
    if try await !place.storage.holdsAny(.objects), try lake.reader.hasVersions() {
      throw Failure(
        .damaged, "\(place.name)/objects is missing or empty",
        remedy: .either(.words("bring it back, or mount what it is on"), or: .repairLake))
    }
    if !place.isShared { try await lake.indexLateRecords(scope) }
    return lake
  }

  /// Brings the records into the catalogue that a killed process had stored but not indexed, as far as `scope` reaches.
  private func indexLateRecords(_ scope: Scope) async throws(Failure) {
    switch scope {
    case .chart(let chart): try await index(try await reader.lateRecords(chart: chart))
    case .lake: try await index(try await reader.lateRecords())
    case .catalogue: break
    }
  }

  /// Brings this machine's catalogue of a lake that others write to up to date, and makes it where it is missing.
  ///
  /// - Throws: `noData` where there is no lake; else as `open`.
  static func catchUp(_ place: LakePlace, options: Options) async throws(Failure) {
    try await LakeReader.requireLake(at: place)
    var options = options
    // A reader does not wait for a writer, unless there is no catalogue yet.
    let isThere = try !place.lacksCatalogue()
    if isThere { options.lockWait = 0 }
    do throws(Failure) { try await open(place, for: .catalogue, options: options).close() } catch {
      guard isThere, error.kind == .locked else { throw error }
      options.noticing("what other machines have recorded lately is not looked for: \(error.message)")
    }
  }

  /// Makes the lake where there is none, its catalogue where that cannot be used, and its companion where it is missing.
  ///
  /// - Returns: the format of the lake.
  private static func prepare(
    _ place: LakePlace, lock: LakeLock, options: Options, _ companion: Companion?
  ) async throws(Failure) -> LakeFormat {
    let format = try await LakeFormat(place)
    let identifier = format?.id ?? place.sharedID ?? newIdentifier()
    try await makeReady(place, lake: identifier, isNew: format == nil, lock: lock, options: options)
    let needsCompanion = try companion?.isMissing() == true
    let lacksCatalogue = try place.lacksCatalogue()
    if let format, !needsCompanion, !lacksCatalogue { return format }
    let opened = try CatalogueConnection.writer(path: place.catalogue, lake: identifier)
    let lake = Lake(place, database: opened.database, lock: lock, options: options)
    var failure: Failure?
    do throws(Failure) {
      // The format is stored after the catalogue, so a folder with a format is a lake with a catalogue. The catalogue already has
      // the lake's id: if this process is killed before this line, the next one gives the lake the same id.
      if format == nil, try await place.storage.create([LakeFormat(id: opened.lake).file]) == [false] {
        throw Failure(.locked, "another machine made the lake \(place.name) just now", remedy: .tryAgain)
      }
      // The companion must include what a killed process had recorded.
      if needsCompanion {
        try await place.isShared ? lake.indexNewRecords() : lake.indexLateRecords(.lake)
      }
      if needsCompanion, let companion { try await companion.make(lake.reader) }
    } catch {
      failure = error
    }
    await lake.closeCatalogue()
    if let failure { throw failure }
    return format ?? LakeFormat(id: opened.lake)
  }

  /// Something that is kept beside a lake, and made from the lake while nobody else writes.
  public struct Companion: Sendable {
    /// Whether the companion is missing.
    public var isMissing: @Sendable () throws(Failure) -> Bool
    /// Makes the companion from the lake.
    public var make: @Sendable (LakeReader) async throws(Failure) -> Void

    /// A companion that is made where it is missing.
    public init(
      isMissing: @escaping @Sendable () throws(Failure) -> Bool,
      make: @escaping @Sendable (LakeReader) async throws(Failure) -> Void
    ) {
      self.isMissing = isMissing
      self.make = make
    }
  }

  /// The format of the lake at `place`; `nil` where there is none, or its catalogue cannot be used, or its companion is missing.
  private static func readyFormat(
    _ place: LakePlace, _ companion: Companion?
  ) async throws(Failure) -> LakeFormat? {
    guard let format = try await LakeFormat(place), try companion?.isMissing() != true else { return nil }
    return try catalogueFault(place, lake: format.id) == nil ? format : nil
  }

  /// Why the catalogue cannot be used; `nil` where it can.
  private static func catalogueFault(_ place: LakePlace, lake identifier: String) throws(Failure) -> String? {
    guard try !place.lacksCatalogue() else { return "it is missing" }
    do throws(Failure) {
      return try CatalogueConnection.fault(path: place.catalogue, lake: identifier)
    } catch {
      guard error.kind == .damaged else { throw error }
      return error.message
    }
  }

  /// Rebuilds a catalogue that cannot be used. The old one is kept in the folder `damaged`.
  private static func makeReady(
    _ place: LakePlace, lake identifier: String, isNew: Bool, lock: LakeLock, options: Options
  ) async throws(Failure) {
    let isMissing = try place.lacksCatalogue()
    let hasSnapshots = try await place.storage.holdsAny(.snapshots)
    let hasRuns = try await place.storage.holdsAny(.runs)
    // Where there is nothing to rebuild it from, opening it makes an empty one.
    guard hasSnapshots || hasRuns || !isNew && !isMissing else { return }
    guard let fault = try catalogueFault(place, lake: identifier) else { return }
    if !isMissing { try await requireKnownRecords(place, lake: identifier) }
    let checkpoint =
      place.isShared ? try await CatalogueCheckpoint.newest(in: place, lake: identifier) : nil
    try await remakeCatalogue(
      place, lake: identifier, lock: lock, options: options, keepsOld: !isMissing, from: checkpoint)
    if !isMissing { options.noticing("the catalogue could not be used and was rebuilt: \(fault)") }
  }

  static func makeFolders(_ path: String) throws(Failure) {
    do throws(FileSystemError) {
      var missing: [String] = []
      var folder = path
      while folder != ".", folder != "/" {
        let isThere = try isThere(folder)
        if isThere { break }
        missing.append(folder)
        folder = parent(of: folder)
      }
      let durable = DurableFiles(fileSystem: FileSystem(root: path))
      for folder in missing.reversed() { try durable.makeFolders([folder]) }
    } catch { throw Failure(storing: "the lake", error) }
  }

  /// Whether something is at `path`, also through links: the path to a lake may contain links.
  private static func isThere(_ path: String) throws(FileSystemError) -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return true }
    guard errno == ENOENT || errno == ENOTDIR else { throw FileSystemError("inspect", path, errno) }
    return false
  }

  /// Refuses a folder that is not a lake and holds something else. Nothing is written.
  ///
  /// - Throws: a `usage` failure in that case.
  /// - Throws: a `usage` failure then.
  public static func refuseOther(_ place: LakePlace) async throws(Failure) {
    guard try await LakeFormat(place) == nil else { return }
    let names = try await place.storage.strays().map { String($0.path.prefix { $0 != "/" }) }
    // A process killed while it made the lake may have left these, or another makes it at this moment.
    let isOwn = { (name: String) in
      StorageKey.Kind(rawValue: name) != nil || LocalFiles.isOwn(name)
        || name.hasPrefix(DurableFiles.temporaryPrefix)
    }
    if let other = names.first(where: { !isOwn($0) }) {
      throw Failure(
        .usage, "\(place.name) is no lake, and not empty: it holds \(other)", remedy: .otherLake)
    }
  }
}

/// 128 random bits in hexadecimal digits.
func newIdentifier() -> String {
  (0..<2).map { _ in
    let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }.joined()
}
