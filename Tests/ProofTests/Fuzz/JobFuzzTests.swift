import Jobs
import ListSources
import Pipeline
import RankingModel
import Testing

/// Spoiled lists and job files, read up to the entries.
@Suite struct JobFuzzTests {
  @Test func anySpoiledListIsTransformedOrRefused() async throws {
    let jobs = FuzzSeeds.jobs.compactMap { JobFile.parse(bytes: $0, path: "/srv/jobs/x.yaml").definition }
    #expect(jobs.count == FuzzSeeds.jobs.count)
    let transformers = jobs.map { Transformer($0) }
    let tops = jobs.map(\.transform.limit)
    try await Fuzzer(name: "lists", seeds: FuzzSeeds.lists, inputs: 3_000).run { input, mutation in
      let number = mutation.below(transformers.count)
      return problem(with: transformers[number], top: tops[number], list: input)
    }
  }

  @Test func anySpoiledTransformIsReadOrRefused() async throws {
    let lists = FuzzSeeds.lists
    let small = Array(FuzzSeeds.smallJob.utf8)
    let start = small.firstRange(of: Array("transform:".utf8))?.lowerBound ?? 0
    let seed = Array(small[start...])
    try await Fuzzer(name: "transforms", seeds: [seed], inputs: 2_500).run { input, mutation in
      let (definition, _) = JobFile.parse(bytes: small[..<start] + input, path: "/srv/jobs/x.yaml")
      guard let definition else { return nil }
      let list = lists[mutation.below(lists.count)]
      return problem(with: Transformer(definition), top: definition.transform.limit, list: list)
    }
  }

  @Test func anySpoiledJobFileIsReadOrRefused() async throws {
    try await Fuzzer(name: "job files", seeds: FuzzSeeds.jobs, inputs: 2_500).run { input, _ in
      let (definition, diagnostics) = JobFile.parse(bytes: input, path: "/srv/jobs/x.yaml")
      for diagnostic in diagnostics
      where diagnostic.line < 1 || diagnostic.column < 1 || !isOneLine(diagnostic.text(path: "x")) {
        return "a mistake is \(diagnostic)"
      }
      guard let definition else { return diagnostics.isEmpty ? "it is refused without a mistake" : nil }
      if !diagnostics.isEmpty { return "it is read with mistakes" }
      var urls = [definition.extract.url]
      for case .dated(.address(let template), let dates) in definition.archives {
        urls += [template.text] + (dates.map { [$0] } ?? [])
      }
      if let url = definition.enrich?.url { urls.append(url) }
      for url in urls where !["http", "https", "file"].contains(URLTemplate(url).scheme) {
        return "it has the URL \(url)"
      }
      let again = JobFile.parse(bytes: input, path: "/srv/jobs/x.yaml").definition
      return again == definition ? nil : "read again it is another"
    }
  }
}

/// The problem with the result of `transformer` for `list`, if there is one.
private func problem(with transformer: Transformer, top: Int?, list: [UInt8]) -> String? {
  let result: TransformResult
  do throws(TransformError) { result = try transformer.entries(of: list) } catch {
    return isOneLine(error.description) ? nil : "its error is \(error)"
  }
  let ranks = result.entries.map(\.rank)
  if ranks.contains(where: { $0 < 1 }) || ranks != ranks.sorted() { return "its ranks are \(ranks)" }
  if let top, result.entries.count > top { return "it has \(ranks.count) entries" }
  if top == nil, result.entries.count + result.unreadableCount != result.rows { return "rows are lost" }
  if result.entries.contains(where: { $0.id.description.isEmpty || $0.title.isEmpty }) {
    return "an entry has no name"
  }
  for note in result.unreadable + result.notes where !isOneLine(note.description) {
    return "a note is \(note)"
  }
  return isStable(result.entries) ? nil : "its entries are not read as they were written"
}
