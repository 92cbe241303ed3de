public import JSON
public import RankingModel

/// A place that has lists of past days: one of the `archives` of a job file, or the job's own source where that names the day.
public enum Archive: Sendable, Hashable {
  /// An address, or a command, with the day in it. `dates` is the URL of a document that lists the days; `nil` where there is
  /// none.
  case dated(ListSource, dates: String?)
  /// The versions of a file in a git repository.
  case git(Git)
  /// The same, asked of GitHub's API, for those who have no git.
  case github(GitHub)
  /// What a web archive has seen at an address.
  case wayback(Wayback)
  /// One document whose rows are those of many days.
  case document(Document)
  /// Files that tell their day in their name or in their data.
  case files(Files)
  /// A chart of another lake.
  case lake(Lake)

  /// A file's versions in a git repository.
  public struct Git: Sendable, Hashable {
    /// The repository: a URL, or a path that starts at the folder of the job file.
    public var repository: String
    /// The paths that the file has had, the newest first.
    public var paths: [String]
    /// The branch; `nil` for the repository's own choice.
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
    /// The branch; `nil` for the repository's own choice.
    public var branch: String?
    /// The address of the API.
    public var api = "https://api.github.com"
    /// The address of the raw files.
    public var raw = "https://raw.githubusercontent.com"
    /// Where the token comes from; none is needed for a few calls an hour.
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
    /// Where a row has its date.
    public var groupBy: JSONPointer

    /// The document at `url`.
    package init(url: String, groupBy: JSONPointer) { (self.url, self.groupBy) = (url, groupBy) }
  }

  /// Loose files.
  public struct Files: Sendable, Hashable {
    /// A `file:` URL whose last part may have `*` in it for any text.
    public var url: String
    /// Where a file's data has its day; `nil` where its name has it.
    public var day: JSONPointer?

    /// The files at `url`.
    package init(url: String, day: JSONPointer? = nil) { (self.url, self.day) = (url, day) }
  }

  /// A chart of another lake.
  public struct Lake: Sendable, Hashable {
    /// The lake: an http(s) URL, or a path that starts at the folder of the job file.
    public var place: String
    /// The chart's name there; `nil` for the same name.
    public var chart: ChartName?
    /// Whether a server has the lake.
    package var isWeb: Bool { URLTemplate(place).isWeb }

    /// A chart of the lake at `place`.
    package init(place: String, chart: ChartName? = nil) { (self.place, self.chart) = (place, chart) }
  }

  /// Where an archive of dated lists has them; `nil` for one of another kind.
  public var source: ListSource? { if case .dated(let source, _) = self { source } else { nil } }

  /// Whether what it has under the name of a capture never changes. Files and documents may be mended.
  public var keepsCaptures: Bool {
    switch self {
    case .git, .github, .wayback, .lake: true
    case .dated, .document, .files: false
    }
  }

  /// The archive as records and people call it: its kind and its address. No secret stands in it.
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

/// What is done where several archives have a day.
public enum Agreement: String, Sendable, Hashable, CaseIterable {
  /// The first archive that has the day is enough.
  case first
  /// All archives are asked, and what they say is compared.
  case compare
}

/// What becomes of lists of one day that archives had within an hour, and that differ.
public enum ConflictRule: String, Sendable, Hashable, CaseIterable {
  /// They wait for a decision.
  case quarantine
  /// The archive that stands first in the job file is believed.
  case first
}
