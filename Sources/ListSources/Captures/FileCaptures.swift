package import HTTPFetch
import JSON
package import Jobs
package import RankingModel

/// Loose files, each a list of the day that its name or its data gives. Several files of a day are several captures of that day.
package actor FileCaptures: CaptureSource {
  package nonisolated let isLocal = true
  private let files: Archive.Files
  private let definition: JobDefinition
  private let extractor: ListExtractor
  private var found: [Capture]?
  /// The number of files that give no day, and the name of the first.
  private var undated: (count: Int, first: String) = (0, "")

  /// The files `files`, for the job `definition`.
  package init(_ files: Archive.Files, of definition: JobDefinition, _ extractor: ListExtractor) {
    (self.files, self.definition, self.extractor) = (files, definition, extractor)
  }

  /// - Throws: a `storage` failure where the folder cannot be read, `definition` where there are files and none gives a day.
  package func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    let all: [Capture]
    if let found { all = found } else { all = try await find() }
    return all.filter { $0.day.isWithin(first, last) }
  }

  package func list(of capture: Capture) async throws -> FetchResponse {
    let (folder, _) = try place()
    let path = PercentEncoding.encoded("\(folder)/\(capture.id ?? "")", keeping: "-._~/")
    return try await extractor.list(from: .address(URLTemplate("file://\(path)")), for: capture.day)
  }

  package func passedOver() async -> [String] {
    if found?.isEmpty == true, undated.count == 0 { return ["there is no file at \(shown)"] }
    return undated.count == 0 ? [] : [words]
  }

  package func close() async { found = nil }

  private var shown: String { SafeText.start(of: files.url) }

  private var words: String {
    let place = files.day.map { "at \(SafeText.start(of: $0.description))" } ?? "in its name"
    return "\(counted(undated.count, "file")) of \(shown) without a date \(place), the first: "
      + SafeText.start(of: undated.first)
  }

  /// The folder, and the pattern for the names of its files.
  private func place() throws(Failure) -> (folder: String, pattern: String) {
    guard let path = URLTemplate(files.url).path(folder: extractor.folder),
      let slash = path.lastIndex(of: "/")
    else { throw Failure(.definition, "\(shown) names no files") }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  private func find() async throws -> [Capture] {
    let (folder, pattern) = try place()
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    undated = (0, "")
    var captures: [(at: Instant, capture: Capture)] = []
    for name in try ArchiveFolder.names(in: folder) {
      // A file whose name begins with a dot is usually still being written.
      let isHidden = name.hasPrefix(".") && !pattern.hasPrefix(".")
      guard !isHidden, FileCaptures.fits(name, pieces), ArchiveFolder.hasFile(at: "\(folder)/\(name)") else {
        continue
      }
      try Task.checkCancellation()
      if let capture = try await capture(name) {
        captures.append((capture.at ?? definition.schedule.end(of: capture.day), capture))
      } else {
        undated = (undated.count + 1, undated.count == 0 ? name : undated.first)
      }
    }
    if captures.isEmpty, undated.count > 0 { throw Failure(.definition, words) }
    // Sorting is stable: captures of one instant stay in the order of their names.
    let sorted = captures.sorted { $0.at < $1.at }.map(\.capture)
    found = sorted
    return sorted
  }

  /// Whether `name` consists of `pieces`, with any text between them.
  static func fits(_ name: String, _ pieces: [Substring]) -> Bool {
    guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
      return pieces == [name[...]]
    }
    guard name.count >= first.count + last.count, name.hasPrefix(first), name.hasSuffix(last) else {
      return false
    }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let place = rest.firstRange(of: piece) else { return false }
      rest = rest[place.upperBound...]
    }
    return true
  }

  /// The capture in the file `name`; `nil` where the file gives no day.
  private func capture(_ name: String) async throws -> Capture? {
    let time: ToldTime?
    if let pointer = files.day {
      time = try await date(in: name, at: pointer).flatMap { ToldTime($0) }
    } else {
      time = ToldTime(lastIn: name)
    }
    let at: Instant
    switch time {
    case nil: return nil
    case .day(let day): return Capture(day: day, id: name)
    case .instant(let instant): at = instant
    case .clocks(let clocks): at = definition.schedule.instant(atWhichClocksRead: clocks)
    }
    return Capture(day: definition.currentDay(at: at), at: at, id: name)
  }

  /// The value at `pointer` in the file `name`: in its document, or in the first row of a list of lines. `nil` where there is no
  /// value, or the file cannot be read.
  private func date(in name: String, at pointer: JSONPointer) async throws -> JSONValue? {
    do {
      let response = try await list(of: Capture(day: Day(number: 0), id: name))
      var extraction = extractor.extraction
      extraction.date = pointer
      let document = ListDocument(
        try extractor.unpacked(response.body), extraction, at: response.effectiveURL)
      var first: JSONValue?
      if document.format.isLines {
        _ = try document.rows { if first == nil, case .row(.value(let row), _) = $0 { first = row } }
      }
      return document.date(in: first)
    } catch is ExtractionProblem {
      return nil
    } catch is TransformError {
      return nil
    }
  }
}
