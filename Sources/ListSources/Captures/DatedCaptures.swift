package import HTTPFetch
import JSON
package import Jobs
package import RankingModel

/// Lists from an address or a command that contains the day. The days that have lists are known only if the address is one of
/// files, or if there is a document of dates.
package struct DatedCaptures: CaptureSource {
  private let source: ListSource
  private let dates: String?
  private let cadence: Cadence
  private let extractor: ListExtractor

  /// The lists of `source`.
  ///
  /// - Parameters:
  ///   - dates: the URL of a document that lists the days; `nil` where there is none.
  ///   - cadence: the cadence of the chart, for addresses that name only the week.
  package init(_ source: ListSource, dates: String?, cadence: Cadence, _ extractor: ListExtractor) {
    (self.source, self.dates, self.cadence, self.extractor) = (source, dates, cadence, extractor)
  }

  package var isLocal: Bool { source.isLocal && dates.map { FileURL.isFile($0) } ?? true }

  /// - Throws: a `source` failure where the document of dates cannot be fetched or read, `storage` where a folder cannot be read.
  package func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    guard let days = try await days() else { return nil }
    return days.filter { $0.isWithin(first, last) }.sorted().map { Capture(day: $0) }
  }

  package func list(of capture: Capture) async throws -> FetchResponse {
    try await extractor.list(from: source, for: capture.day)
  }

  private func days() async throws -> Set<Day>? {
    if let dates { return try await days(inIndex: URLTemplate(dates)) }
    guard case .address(let template) = source,
      let files = DatedFiles(template, folder: extractor.folder)
    else { return nil }
    let days = try paths(in: files.root, depth: files.depth).compactMap(files.day)
    return Set(source.namesWeek ? days.map(cadence.due) : days)
  }

  /// The days in the document at `index`: a JSON array of dates, an object with dates as keys, or text with a date a line. Text
  /// after a date in the same string is ignored.
  private func days(inIndex index: URLTemplate) async throws -> Set<Day> {
    let bytes = try await extractor.document(at: index, called: "the dates of the archive").body
    let json = try? JSONReader.read(bytes, limits: JSONLimits(values: 1_000_000, members: .max))
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let texts =
      json?.array?.map { $0.string ?? CanonicalJSON.text($0) } ?? json?.members?.map(\.key)
      ?? lines.map { $0.trimmed }.filter { !$0.isEmpty }
    var days: Set<Day> = []
    for text in texts {
      guard let day = Day(String(text.prefix(10))) else {
        let found = SafeText.start(of: text, limit: 60)
        throw Failure(.source, "the dates of the archive could not be read: \"\(found)\" is not a date")
      }
      days.insert(day)
    }
    return days
  }

  private func paths(in folder: String, depth: Int) throws(Failure) -> [String] {
    var paths: [String] = []
    for name in try ArchiveFolder.names(in: folder) {
      let path = "\(folder)/\(name)"
      if depth == 1 { paths.append(path) } else { paths += try self.paths(in: path, depth: depth - 1) }
    }
    return paths
  }
}

extension ListExtractor {
  /// The one document at `template`, unpacked.
  ///
  /// - Parameter name: the name of the document in a failure.
  /// - Throws: a `source` failure where the document cannot be fetched.
  func document(at template: URLTemplate, called name: String) async throws -> FetchResponse {
    do {
      var response = try await ofDocuments.list(from: .address(template), for: Day(number: 0))
      response.body = try unpacked(response.body)
      return response
    } catch let problem as ExtractionProblem {
      let reason = problem.state == .missing ? "there is nothing at that address" : problem.reason
      throw Failure(.source, "\(name) could not be read: \(reason)", remedy: .tryAgain)
    }
  }
}
