public import JSON
public import RankingModel

/// A place with lists of past days: one of the `archives` of a job file, or the job's own source if that contains the day.
public enum Archive: Sendable, Hashable {
  /// An address or a command that contains the day. `dates` is the URL of a document that lists the available days; `nil` for
  /// none.
  case dated(ListSource, dates: String?)
  /// The versions of a file in a git repository.
  case git(Git)
  /// The versions of a file in a repository on GitHub, read through GitHub's API. No git is needed.
  case github(GitHub)
  /// The captures of an address in a web archive.
  case wayback(Wayback)
  /// One document with the rows of many days.
  case document(Document)
  /// Files that state their day in their name or in their content.
  case files(Files)
  /// A chart of another lake.
  case lake(Lake)

  /// A file's versions in a git repository.
  public struct Git: Sendable, Hashable {
    /// The repository: a URL, or a path relative to the folder of the job file.
    public var repository: String
    /// The paths that the file has had, the newest first.
    public var paths: [String]
    /// The branch; `nil` for the repository's default branch.
    public var branch: String?

    /// The versions of the file at `paths`.
    package init(repository: String, paths: [String], branch: String? = nil) {
      (self.repository, self.paths, self.branch) = (repository, paths, branch)
    }
  }

  /// A file's versions in a repository on GitHub.
  public struct GitHub: Sendable, Hashable {
    /// The repository: `owner/name`.
    public var repository: String
    /// The paths that the file has had, the newest first.
    public var paths: [String]
    /// The branch; `nil` for the repository's default branch.
    public var branch: String?
    /// The address of the API.
    public var api = "https://api.github.com"
    /// The address of the raw files.
    public var raw = "https://raw.githubusercontent.com"
    /// Where the token comes from. A few calls an hour need none.
    public var key = KeySource.none

    /// The versions of the file at `paths`.
    package init(repository: String, paths: [String], branch: String? = nil) {
      (self.repository, self.paths, self.branch) = (repository, paths, branch)
    }
  }

  /// The captures of an address in a web archive.
  public struct Wayback: Sendable, Hashable {
    /// The address of the list.
    public var url: String
    /// The address of the web archive.
    public var server = "https://web.archive.org"

    /// The captures of `url`.
    package init(url: String) { self.url = url }
  }

  /// One document with the rows of many days.
  public struct Document: Sendable, Hashable {
    /// The URL of the document.
    public var url: String
    /// The place of the date in a row.
    public var groupBy: JSONPointer

    /// The document at `url`.
    package init(url: String, groupBy: JSONPointer) { (self.url, self.groupBy) = (url, groupBy) }
  }

  /// Files with a common name pattern.
  public struct Files: Sendable, Hashable {
    /// A `file:` URL. `*` in its last part stands for any text.
    public var url: String
    /// The place of the day in a file's content; `nil` if the file's name states the day.
    public var day: JSONPointer?

    /// The files at `url`.
    package init(url: String, day: JSONPointer? = nil) { (self.url, self.day) = (url, day) }
  }

  /// A chart of another lake.
  public struct Lake: Sendable, Hashable {
    /// The lake: an http(s) URL, or a path relative to the folder of the job file.
    public var place: String
    /// The chart's name there; `nil` for the same name.
    public var chart: ChartName?
    /// Whether the lake is on a web server.
    package var isWeb: Bool { URLTemplate(place).isWeb }

    /// A chart of the lake at `place`.
    package init(place: String, chart: ChartName? = nil) { (self.place, self.chart) = (place, chart) }
  }

  /// The source of the lists of a `dated` archive; `nil` for every other kind.
  public var source: ListSource? { if case .dated(let source, _) = self { source } else { nil } }

  /// Whether a capture keeps its content for ever. Files and documents may be corrected later.
  public var keepsCaptures: Bool {
    switch self {
    case .git, .github, .wayback, .lake: true
    case .dated, .document, .files: false
    }
  }

  /// The archive's name in records and messages: its kind and its address. It contains no secret.
  public var name: String {
    switch self {
    case .dated(.address(let template), _): template.text
    case .dated(.command(let command), _): "command:" + command.words.joined(separator: " ")
    case .dated(.input, _): "input"
    case .git(let git): "git:" + git.repository + (git.branch.map { "@" + $0 } ?? "")
    case .github(let github): "github:" + github.repository + (github.branch.map { "@" + $0 } ?? "")
    case .wayback(let wayback): "wayback:" + wayback.url
    case .document(let document): "document:" + document.url
    case .files(let files): files.url
    case .lake(let lake): "lake:" + lake.place + (lake.chart.map { "#\($0)" } ?? "")
    }
  }
}

/// What is done if several archives have the same day.
public enum Agreement: String, Sendable, Hashable, CaseIterable {
  /// The first archive that has the day is used.
  case first
  /// All archives are asked, and their lists are compared.
  case compare
}

/// What is done if archives had different lists of one day within an hour.
public enum ConflictRule: String, Sendable, Hashable, CaseIterable {
  /// They wait for a decision.
  case quarantine
  /// The list of the archive that comes first in the job file is used.
  case first
}
