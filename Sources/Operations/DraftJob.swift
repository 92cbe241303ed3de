import Glibc
import HTTPFetch
import Jobs
public import Pipeline
public import RankingModel

extension Workplace {
  /// Drafts a job file for the list at `place`: a URL, or the path of a file.
  ///
  /// - Parameter chart: the name of the chart; `nil` to derive one from `place`.
  /// - Throws: `no-data` and `source` failures if there is no list, `definition` if the job file would not be valid.
  public func draftJob(from place: String, chart: ChartName? = nil) async throws -> JobDraft {
    let folder = getcwd(nil, 0).map { path in
      defer { free(path) }
      return String(cString: path)
    }
    let scheme = URLTemplate(place).scheme
    let url =
      switch scheme {
      case "http", "https": place
      case "file": FileURL.absolute(place, folder: folder ?? "/")
      default:
        FileURL.absolute("file:" + PercentEncoding.encoded(place, keeping: "-._~/"), folder: folder ?? "/")
      }
    let draft = try await JobDraft.fetched(from: url, folder: folder ?? "/", chart: chart, dependencies)
    let diagnostics = JobFile.parse(bytes: Array(draft.text.utf8), path: "/draft.yaml").diagnostics
    guard diagnostics.isEmpty else {
      let lines = diagnostics.map { $0.text(path: "draft") }
      throw Failure(.definition, "no valid job file can be drafted: \(lines.joined(separator: "; "))")
    }
    return draft
  }
}
