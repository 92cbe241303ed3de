import HTTPFetch
import Jobs
import ListSources
public import RankingModel

extension JobDraft {
  /// A draft for the list at `url`, which is fetched once.
  ///
  /// - Throws: `Failure` if the list cannot be fetched, or if the document contains no list.
  public static func fetched(
    from url: String, folder: String, chart: ChartName?, _ dependencies: RunDependencies
  ) async throws -> JobDraft {
    let template = DraftPlace(url).url
    let extractor = ListExtractor(
      extraction: Extraction(url: template), folder: folder,
      fetcher: dependencies.fetcher,
      environment: dependencies.environment)
    do {
      let response = try await extractor.list(
        from: .address(URLTemplate(template)), for: dependencies.clock().day)
      let list = try extractor.unpacked(response.body)
      return try make(list, url: url, mediaType: response.header("Content-Type"), chart: chart)
    } catch let problem as ExtractionProblem {
      throw Failure(problem.state == .missing ? .noData : .source, problem.reason)
    } catch let error as TransformError {
      throw Failure(.source, "no job can be drafted: \(error)")
    }
  }
}
