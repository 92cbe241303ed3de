import HTTPFetch
import JSON
import Jobs
import ListSources
import RankingModel
import Storage

/// The days that an archive says it has: those of its index, or of the files in its folder.
struct ListedDays: Sendable {
  let extractor: ListExtractor
  /// The folder of the job file.
  let folder: String

  /// The days of `archive`; `nil` where it does not tell.
  ///
  /// - Throws: a `source` failure where the index cannot be had or read, `storage` where a folder cannot be.
  func days(of archive: Archive) async throws -> Set<Day>? {
    guard case .dated(.address(let template), let dates) = archive else { return nil }
    if let dates { return try await days(inIndex: URLTemplate(dates)) }
    return try days(ofFiles: template)
  }

  /// The days in the document at `index`: a JSON array of dates, an object with dates as keys, or text with a date a line. What
  /// follows a date in the same text does not matter.
  private func days(inIndex index: URLTemplate) async throws -> Set<Day> {
    let bytes: [UInt8]
    do {
      bytes = try extractor.unpacked(
        try await extractor.list(from: .address(index), for: Day(number: 0)).body)
    } catch let problem as ExtractionProblem {
      let reason = problem.state == .missing ? "there is nothing at their address" : problem.reason
      throw Failure(.source, "the dates of the archive could not be read: \(reason)", remedy: .tryAgain)
    }
    var limits = JSONLimits()
    limits.members = .max
    let json = try? JSONReader.read(bytes, limits: limits)
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

  /// The days of which there are files; `nil` where `template` is no `file:` URL.
  private func days(ofFiles template: URLTemplate) throws(Failure) -> Set<Day>? {
    // Two days with no digit in common: where their paths part, the first variable stands.
    let samples = [Day("1111-01-01"), Day("2222-12-22")].compactMap {
      $0.flatMap { template.path(day: $0, folder: folder) }
    }
    guard samples.count == 2 else { return nil }
    let common = samples[0].prefix(zip(samples[0], samples[1]).prefix { $0 == $1 }.count)
    guard let slash = common.lastIndex(of: "/") else { return [] }
    let root = String(common[..<slash])
    let depth = samples[0].dropFirst(common[...slash].count).split(separator: "/").count
    return Set(try files(in: root, depth: depth).compactMap { template.day(ofFile: $0, folder: folder) })
  }

  private func files(in folder: String, depth: Int) throws(Failure) -> [String] {
    let names: [String]
    do throws(FileSystemError) {
      names = try FileSystem(root: folder.isEmpty ? "/" : folder).names(in: folder.isEmpty ? "/" : folder)
    } catch {
      if error.isAboutContent { return [] }
      throw Failure(.storage, "the archive could not be listed: \(error)")
    }
    var paths: [String] = []
    for name in names {
      paths += depth == 1 ? ["\(folder)/\(name)"] : try files(in: "\(folder)/\(name)", depth: depth - 1)
    }
    return paths
  }
}
