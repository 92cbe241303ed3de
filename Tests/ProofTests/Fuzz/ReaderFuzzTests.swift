import Gzip
import JSON
import Jobs
import Pipeline
import RankingModel
import Testing

/// Spoiled input from outside: each reader returns a value or throws one of its own errors.
@Suite struct ReaderFuzzTests {
  @Test func anySpoiledJSONIsReadOrRefused() async throws {
    try await Fuzzer(name: "JSON", seeds: FuzzSeeds.documents, inputs: 5_000).run { input, _ in
      let whole = Result { () throws(JSONError) in try JSONReader.read(input) }
      for pointer in pointers where !isSameByElements(input, at: pointer, whole) {
        return "by elements at \"\(pointer)\" it is something else"
      }
      guard case .success(let value) = whole else { return nil }
      let canonical = CanonicalJSON.bytes(value)
      guard let again = try? JSONReader.read(canonical) else { return "its canonical form cannot be read" }
      if CanonicalJSON.bytes(again) != canonical { return "its canonical form has another one" }
      return isSame(value, again) ? nil : "its canonical form says something else"
    }
  }

  @Test func anySpoiledGzipFileIsUnpackedOrRefused() async throws {
    let limit = 1 << 16
    try await Fuzzer(name: "gzip", seeds: FuzzSeeds.packed, inputs: 2_500).run { input, mutation in
      let whole = try? Gzip.decompress(input, limit: limit)
      var pieces: [UInt8]? = []
      do throws(GzipError) {
        let decoder = try GzipDecoder(limit: limit)
        var rest = input[...]
        while !rest.isEmpty {
          let piece = Array(rest.prefix(mutation.below(300) + 1))
          rest = rest.dropFirst(piece.count)
          try piece.withUnsafeBufferPointer { (bytes) throws(GzipError) in
            try decoder.write(UnsafeRawBufferPointer(bytes)) { pieces?.append(contentsOf: $0) }
          }
        }
        try decoder.finish()
      } catch {
        pieces = nil
      }
      if whole != pieces { return "in pieces it comes out otherwise" }
      guard let whole else { return nil }
      if whole.count > limit { return "it passes the limit" }
      if !input.dropFirst().indices.contains(where: { input[$0...].starts(with: [0x1f, 0x8b, 8]) }),
        !hasTrailer(input, of: whole)
      {
        return "its trailer is about something else"
      }
      guard let packed = try? Gzip.compress(whole) else { return "its content cannot be packed" }
      return (try? Gzip.decompress(packed, limit: limit)) == whole ? nil : "packed again it is something else"
    }
  }

  @Test func anySpoiledAnswerIsReadOrRefused() async throws {
    let item = ItemID("tt0034583")
    let enrichments = FuzzSeeds.jobs.compactMap {
      JobFile.parse(bytes: $0, path: "/srv/jobs/x.yaml").definition?.enrich
    }
    let reader = AnswerReader(try #require(enrichments.first { $0.fields.count > 20 }))
    try await Fuzzer(name: "answers", seeds: FuzzSeeds.answers, inputs: 1_000).run { input, mutation in
      let status = [200, 200, 401, 404, 500][mutation.below(5)]
      do throws(AnswerFailure) {
        let fields = try reader.fields(status: status, body: input, asked: item)
        let entry = Entry(rank: 1, id: item, title: "Title", fields: fields.filter { $0.key != "title" })
        return isStable([entry]) ? nil : "its entry is not read as it was written"
      } catch {
        return isOneLine(error.message) ? nil : "its failure is \(error.message)"
      }
    }
  }
}

/// Places with an array in the seeds, and places without one.
private let pointers = ["", "/items", "/raw", "/a/a", "/0/genre", "/é"].compactMap { JSONPointer($0) }

/// Whether reading an array by its elements gives the same values, or the same fault, as reading the whole document.
private func isSameByElements(
  _ input: [UInt8], at pointer: JSONPointer, _ whole: Result<JSONValue, JSONError>
) -> Bool {
  var elements: [JSONValue] = []
  let place = Result { () throws(JSONError) in
    try JSONReader.elements(of: input, at: pointer, limits: JSONLimits()) { event in
      switch event {
      case .start: elements = []
      case .element(let value, _): elements.append(value)
      }
    }
  }
  switch (whole, place) {
  case (.failure(let left), .failure(let right)): return left == right
  case (.success(let value), .success(let place)):
    let found = pointer.value(in: value)
    guard place.steps == pointer.tokens.count else { return found == nil }
    return found?.kind == place.kind && (!place.isArray || found?.array == elements)
  default: return false
  }
}

/// Whether two values are the same, with numbers compared as the doubles that JSON readers make of them. Repeated names keep
/// their order in canonical form.
private func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
  switch (left, right) {
  case (.array(let left), .array(let right)):
    return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
  case (.object(let left), .object(let right)):
    guard left.count == right.count else { return false }
    let sorted = left.enumerated().sorted {
      let (first, second) = (Array($0.element.key.utf16), Array($1.element.key.utf16))
      return first == second ? $0.offset < $1.offset : first.lexicographicallyPrecedes(second)
    }
    return zip(sorted, right).allSatisfy {
      $0.element.key.utf8.elementsEqual($1.key.utf8) && isSame($0.element.value, $1.value)
    }
  case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
  default:
    if let left = left.number, let right = right.number { return left == right }
    return left == right
  }
}

/// Whether a file of one member ends as RFC 1952 requires: with the CRC-32 and the length of its content.
private func hasTrailer(_ file: [UInt8], of content: [UInt8]) -> Bool {
  var remainder: UInt32 = .max
  for byte in content {
    remainder ^= UInt32(byte)
    for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
  }
  let words = [~remainder, UInt32(content.count)]
  return file.suffix(8).elementsEqual(
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
}

/// Whether the document of `entries` is read as the same entries.
func isStable(_ entries: [Entry]) -> Bool {
  let document = VersionDocument.bytes(entries)
  guard let again = try? VersionDocument.entries(document) else { return false }
  return again.count == entries.count && VersionDocument.bytes(again) == document
}

/// Whether a message fits into one line of a terminal, and is not too long.
func isOneLine(_ text: String) -> Bool {
  text.utf8.count <= 2_000 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
}
