public import JSON
import Jobs
public import RankingModel

/// A job file and its mistakes.
public struct CheckedJob: Sendable {
  /// The path of the file.
  public var file: String
  /// Its mistakes, or the one reason why it cannot be read.
  var diagnostics: [JobDiagnostic]
  /// The definition in the file; `nil` if the file cannot be used.
  var definition: JobDefinition?

  /// The chart that the job fills; `nil` if the file cannot be used.
  public var chart: ChartName? { definition?.chart }
  /// The title of the chart; `nil` if the file cannot be used.
  public var title: String? { definition?.title }

  /// The mistakes of the file, or the one reason why it cannot be read. The line and the column are 0 for a mistake without a
  /// place; the hint says what to write instead, if that is known.
  public var mistakes: [(line: Int, column: Int, message: String, hint: String?)] {
    diagnostics.map { ($0.line, $0.column, $0.message, $0.hint) }
  }

  /// The mistakes in words, one line each, with the path of the file.
  public var lines: [String] { diagnostics.map { $0.text(path: file) } }

  /// - Parameter lookingForFolders: whether the missing folder of an archive is also a mistake.
  init(file: String, lookingForFolders: Bool = false) {
    self.file = file
    do throws(JobFileError) {
      if file.split(separator: "/").last.map(String.init) == ScheduleFile.name {
        // `schedule.yaml` lies among the job files, and is not a job.
        diagnostics = ScheduleFile.parse(bytes: try JobFile.bytes(of: file), path: file).diagnostics
        return
      }
      definition = try JobFile.read(file, lookingForFolders: lookingForFolders)
      diagnostics = []
    } catch {
      diagnostics = error.diagnostics
      // A file that cannot be read at all counts as one mistake.
      if diagnostics.isEmpty {
        diagnostics = [JobDiagnostic(line: 0, column: 0, message: error.reason ?? "it cannot be read")]
      }
    }
  }
}

extension Workplace {
  /// Checks job files, which are named as jobs or as paths, for mistakes.
  ///
  /// - Throws: a `usage` failure if no job has such a name.
  public func checkJobs(_ names: [String]) throws(Failure) -> [CheckedJob] {
    var checked: [CheckedJob] = []
    for name in names {
      do throws(JobFolderError) {
        checked.append(CheckedJob(file: try jobs.file(of: name), lookingForFolders: true))
      } catch {
        throw Failure(.usage, error.description, remedy: .showJobs)
      }
    }
    return checked
  }

  /// The jobs in the folder of job files, by name.
  public func listJobs() throws(Failure) -> [(name: String, job: CheckedJob)] {
    try jobs.names().map { ($0, CheckedJob(file: jobs.file(named: $0))) }
  }

  /// The enrichment presets by name: all, or the one called `name`.
  ///
  /// - Throws: a `usage` failure if no preset has that name.
  public func presets(named name: String?) throws(Failure) -> [(name: String, text: String)] {
    let names = name.map { [$0] } ?? Presets.names
    let found = names.compactMap { name in Presets.text(of: name).map { (name, $0) } }
    guard let name, found.isEmpty else { return found }
    let hint = Spelling.hint(for: name, among: Presets.names)
    throw Failure(
      .usage, "there is no preset \"\(SafeText.start(of: name, limit: 60))\"", remedy: hint.map(Remedy.words))
  }

  /// The JSON Schema of job files.
  public func jobSchema() -> JSONValue { JobKeys.schema() }

  /// The reference of job files, as Markdown.
  public func jobReference() -> String { JobKeys.reference() }

  /// The definition of a job, which is given by its name or as a path.
  func definition(of job: String) throws(Failure) -> JobDefinition {
    do { return try jobs.definition(of: job) } catch let error as JobFileError where error.isUnreadable {
      throw Failure(
        .storage, "\(error)", remedy: .words("see that the file can be read, then run the same command again")
      )
    } catch let error as JobFileError {
      guard error.reason == nil else { throw Failure(.usage, "\(error)", remedy: .showJobs) }
      throw Failure(.definition, "\(error)")
    } catch {
      // No job has that name.
      throw Failure(.usage, "\(error)")
    }
  }

  /// All jobs by name. `passOver` is called with the name of each job whose file has mistakes; such jobs are left out.
  func definitions(
    passingOver passOver: (String) -> Void = { _ in }
  ) throws(Failure) -> [(job: String, definition: JobDefinition)] {
    var definitions: [(job: String, definition: JobDefinition)] = []
    for name in try jobs.names() {
      do throws(Failure) { definitions.append((name, try definition(of: name))) } catch {
        guard error.kind != .storage else { throw error }
        passOver(name)
      }
    }
    return definitions
  }

  /// The job of each chart; if several jobs fill one chart, the first by name. `passOver` is called as by `definitions`.
  func definitionsByChart(
    passingOver passOver: (String) -> Void = { _ in }
  ) throws(Failure) -> [ChartName: JobDefinition] {
    let all = try definitions(passingOver: passOver).map { ($0.definition.chart, $0.definition) }
    return Dictionary(all) { first, _ in first }
  }

  /// The job that fills `chart`; `nil` if there is none.
  func definition(filling chart: ChartName) throws(Failure) -> JobDefinition? {
    try definitionsByChart()[chart]
  }
}
