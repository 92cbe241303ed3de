import HTTPFetch
import JSON
import ListSources
import MarqueeTestSupport
import RankingModel

@testable import Jobs

/// A folder with the files of an archive, and a fetcher for them.
struct FileArchiveFixture {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A job in the folder, whose `extract` section is given.
  func job(_ extract: String = #"{ url: "https://example.org/list" }"#, more: String = "") throws
    -> JobDefinition
  {
    let text = """
      chart: test
      extract: \(extract)
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /title } } }
      \(more)
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: folder.path + "/test.yaml")
    guard let definition else { throw Failure(.definition, "\(diagnostics.map { $0.text(path: "test") })") }
    return definition
  }

  func extractor(_ job: JobDefinition) -> ListExtractor {
    ListExtractor(
      extraction: job.extract, folder: folder.path, fetcher: CurlFetcher(sleep: { _ in }), environment: [:])
  }
}

/// The text of the list of a capture.
func text(_ source: some CaptureSource, _ capture: Capture) async throws -> String {
  String(decoding: try await source.list(of: capture).body, as: UTF8.self)
}
