import Glibc
public import Jobs
public import RankingModel
import Storage

/// The folder that holds the job files: `imdb-top10` is `jobs/imdb-top10.yaml`.
public struct JobFolder: Sendable, Hashable {
  /// The folder.
  public let path: String

  /// The folder at `path`; by default `jobs` in the working folder.
  public init(path: String = "jobs") { self.path = path }

  /// Whether `job` is the path of a job file and not a job's name: it has a slash or ends in `.yaml` or `.yml`.
  public static func isPath(_ job: String) -> Bool {
    job.contains("/") || job.hasSuffix(".yaml") || job.hasSuffix(".yml")
  }

  /// The file of `job`, which is a job's name or a path.
  ///
  /// - Throws: `JobFolderError` if no job has that name.
  public func file(of job: String) throws(JobFolderError) -> String {
    if JobFolder.isPath(job) { return job }
    let file = file(named: job)
    if file == scheduleFile {
      throw JobFolderError(job: job, folder: path, known: (try? names()) ?? [])
    }
    // A file that exists and cannot be read is reported when it is read.
    guard access(file, F_OK) != 0, errno == ENOENT || errno == ENOTDIR else { return file }
    throw JobFolderError(job: job, folder: path, known: (try? names()) ?? [])
  }

  /// The definition of `job`, which is a job's name or a path.
  ///
  /// - Throws: `JobFolderError` if no job has that name, `JobFileError` if its file cannot be used.
  public func definition(of job: String) throws -> JobDefinition { try JobFile.read(file(of: job)) }

  /// The path of the file of the job `name`. The file need not exist.
  public func file(named name: String) -> String { path.isEmpty ? name + ".yaml" : "\(path)/\(name).yaml" }

  /// The path of `schedule.yaml`, which says what a scheduler does besides running jobs.
  var scheduleFile: String { path.isEmpty ? ScheduleFile.name : "\(path)/\(ScheduleFile.name)" }

  /// The contents of `schedule.yaml`; the defaults if there is no such file.
  ///
  /// - Throws: `JobFileError` with every mistake of the file, or with the reason why it cannot be read.
  func schedule() throws(JobFileError) -> ScheduleFile {
    guard access(scheduleFile, F_OK) == 0 || errno != ENOENT && errno != ENOTDIR else {
      return ScheduleFile()
    }
    let (file, diagnostics) = ScheduleFile.parse(
      bytes: try JobFile.bytes(of: scheduleFile), path: scheduleFile)
    guard let file else { throw JobFileError(path: scheduleFile, diagnostics: diagnostics) }
    return file
  }

  /// The names of all jobs in the folder, sorted; empty if there is no such folder.
  ///
  /// - Throws: `storage` if the folder cannot be read completely, `definition` if the path is not a folder.
  public func names() throws(Failure) -> [String] {
    let folder = path.isEmpty ? "." : path
    do throws(FileSystemError) {
      let files = try FileSystem(root: folder).names(in: folder).filter {
        $0.hasSuffix(".yaml") && !$0.hasPrefix(".") && $0.utf8.count > 5 && $0 != ScheduleFile.name
      }
      return files.map { String($0.dropLast(5)) }
    } catch {
      throw Failure(
        error.code == ENOTDIR ? .definition : .storage, "the job files could not be listed: \(error)",
        remedy: .either(.words("see that it is a folder that can be read"), or: .otherJobFolder))
    }
  }
}

/// No job file has the name that was asked for.
public struct JobFolderError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name asked for.
  public var job: String
  /// The folder looked in.
  public var folder: String
  /// The names of the existing jobs, sorted.
  public var known: [String]

  /// The name that was probably meant.
  public var nearest: String? { Spelling.nearest(to: job, among: known) }

  /// The error, and the names of the existing jobs.
  public var description: String {
    let start = "there is no job \"\(SafeText.start(of: job))\" in \(folder.isEmpty ? "." : folder)"
    if known.isEmpty { return "\(start), and no other; write one as \(folder)/NAME.yaml, or name a path" }
    let meant = nearest.map { "; did you mean \"\($0)\"?" } ?? ";"
    return "\(start)\(meant) known jobs: \(known.joined(separator: ", "))"
  }
}
