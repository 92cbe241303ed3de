#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder that holds the job files: `imdb-top10` is `jobs/imdb-top10.yaml`.
public struct JobFolder: Sendable, Hashable {
  /// The folder.
  public let path: String

  /// The folder at `path`; `jobs` in the working folder unless told otherwise.
  public init(path: String = "jobs") {
    self.path = path
  }

  /// The file of `job`: a job's name, or a path, which has a slash or ends in `.yaml` or `.yml`.
  ///
  /// - Throws: `JobFolderError` where no job has that name.
  public func file(of job: String) throws(JobFolderError) -> String {
    if job.contains("/") || job.hasSuffix(".yaml") || job.hasSuffix(".yml") { return job }
    let file = file(named: job)
    guard access(file, F_OK) != 0 else { return file }
    throw JobFolderError(job: job, folder: path, known: names())
  }

  /// The definition of `job`: a job's name or a path.
  ///
  /// - Throws: `JobFolderError` where no job has that name, `JobFileError` where its file cannot be used.
  public func definition(of job: String) throws -> JobDefinition {
    try JobFile.read(file(of: job))
  }

  /// The path of the file of the job `name`, whether there is one or not.
  public func file(named name: String) -> String { path.isEmpty ? name + ".yaml" : "\(path)/\(name).yaml" }

  /// The names of all jobs in the folder, sorted; none where there is no such folder.
  public func names() -> [String] {
    guard let folder = opendir(path.isEmpty ? "." : path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let item = readdir(folder) {
      let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name.hasSuffix(".yaml"), !name.hasPrefix("."), name.utf8.count > 5 {
        names.append(String(name.dropLast(5)))
      }
    }
    return names.sorted()
  }
}

/// A job by a name that no file has.
public struct JobFolderError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name asked for.
  public var job: String
  /// The folder looked in.
  public var folder: String
  /// The names of the jobs there are, sorted.
  public var known: [String]

  /// No job `job` in `folder`, where there are `known` ones.
  public init(job: String, folder: String, known: [String]) {
    self.job = job
    self.folder = folder
    self.known = known
  }

  /// The name that was probably meant.
  public var nearest: String? { Spelling.nearest(to: job, among: known) }

  /// What failed, and which jobs there are.
  public var description: String {
    let start = "there is no job \"\(shown(job))\" in \(folder.isEmpty ? "." : folder)"
    if known.isEmpty { return "\(start), and no other; write one as \(folder)/NAME.yaml, or name a path" }
    let meant = nearest.map { "; did you mean \"\($0)\"?" } ?? ";"
    return "\(start)\(meant) known jobs: \(known.joined(separator: ", "))"
  }
}
