public import RankingModel

/// Changes a lake of an earlier format over to the current one.
///
/// From 1 to 2: run records get the hash of their bytes into their names, the catalogue is made anew, and `lake.json` is
/// written last. A change-over that was cut off goes on where it stopped; until then the lake is of the earlier format.
public struct LakeMigration: Sendable {
  /// One change.
  public struct Step: Sendable, Hashable {
    /// The place within the lake.
    public var subject: String
    /// What is done to it.
    public var change: String

    /// The JSON form.
    public var json: JSONValue { ["subject": .string(subject), "change": .string(change)] }

    /// A change of `subject`.
    public init(_ subject: String, _ change: String) {
      self.subject = subject
      self.change = change
    }
  }

  /// The lake's folder.
  public let path: String
  /// The format it has.
  public let from: Int
  /// The format it gets.
  public let to = LakeFormat.current
  private let id: String
  private let options: Lake.Options
  /// `nil` where the change is only planned.
  private let lock: LakeLock?

  /// Takes the lock of the lake in the folder `path`.
  ///
  /// - Parameter dryRun: whether the change is only going to be planned; then no lock is taken.
  /// - Throws: `noData` where there is no lake, `format` where it is newer than this program, `locked` where another
  ///   process writes to it.
  public init(path: String, options: Lake.Options, dryRun: Bool = false) throws(Failure) {
    guard let format = try LakeFormat(anyIn: path, fileSystem: FileSystem(root: path)) else {
      throw Failure(.noData, "there is no lake in \(path)", cure: "name the lake's folder with --lake DIR")
    }
    guard (1...LakeFormat.current).contains(format.format) else {
      throw Failure(
        .format,
        "the lake \(path) has format \(format.format); this Marquee knows formats up to \(LakeFormat.current)",
        cure: "use the Marquee that wrote it, or a newer one")
    }
    self.path = path
    self.from = format.format
    self.id = format.id
    self.options = options
    self.lock = dryRun ? nil : try LakeLock(folder: path, options: options)
  }

  /// What is to be done; nothing where the lake has the current format.
  ///
  /// - Throws: `damaged` where a run's record cannot be read: its new name would not be known.
  public func plan() throws(Failure) -> [Step] {
    guard from < LakeFormat.current else { return [] }
    let renames = try renames().map { Step($0.old, "is renamed to \(RecordName.fileName(of: $0.new))") }
    return renames + [
      Step("catalogue.sqlite", "is made anew from the lake's records"),
      Step("lake.json", "says format \(LakeFormat.current)"),
    ]
  }

  /// Changes the lake over.
  ///
  /// - Parameter others: does what other files of the lake need, before the lake says its new format.
  public func carryOut(others: () throws -> Void) async throws {
    guard from < LakeFormat.current else { return }
    guard let lock else { throw Failure(.program, "a change that was only planned cannot be carried out") }
    let fileSystem = FileSystem(root: path)
    let renames = try renames()
    do throws(FileSystemError) {
      for (old, new) in renames { try fileSystem.rename("\(path)/\(old)", to: "\(path)/\(new)") }
      try DurableFiles(fileSystem: fileSystem).synchronizeFolders(
        Set(renames.map { "\(path)/\(parent(of: $0.new))" }).sorted())
    } catch {
      throw Failure(storing: "a run record's name", error)
    }
    // What is lost is for verify and repair to tell, and they know the new format only.
    try await Lake.remakeCatalogue(path, lake: id, lock: lock, options: options, toleratesLoss: true)
    try others()
    try Lake.create(path, LakeFormat(id: id), fileSystem)
  }

  /// The run records whose names do not hold a hash yet.
  private func renames() throws(Failure) -> [(old: String, new: String)] {
    let fileSystem = FileSystem(root: path)
    var renames: [(old: String, new: String)] = []
    do {
      for chart in try fileSystem.names(in: "\(path)/runs") where ChartName(chart) != nil {
        for day in try fileSystem.names(in: "\(path)/runs/\(chart)") where Day(day) != nil {
          let folder = "runs/\(chart)/\(day)"
          for name in try fileSystem.names(in: "\(path)/\(folder)") where name.hasSuffix(".json") {
            let bytes = try fileSystem.read("\(path)/\(folder)/\(name)")
            if RecordName.fits(name, bytes) { continue }
            let report = try RunReport(json: try JSONReader.read(bytes))
            guard name == "\(report.id).json" else { throw RecordError("it is not the run of its name") }
            renames.append(
              (old: "\(folder)/\(name)", new: "\(folder)/\(RecordName.name(report.id, of: bytes))"))
          }
        }
      }
    } catch let error as FileSystemError {
      throw Failure(reading: "the run records", error)
    } catch {
      throw Failure(
        .damaged, "a run record in \(path)/runs cannot be read: \(error)",
        cure: "restore it from a copy, or move it away")
    }
    return renames
  }
}
