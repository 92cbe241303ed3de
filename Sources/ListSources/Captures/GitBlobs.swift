import Subprocess

/// Reads the contents of files in a repository through one process, which stays open until `close()`.
final class GitBlobs: Sendable {
  /// The content exceeds the limit.
  struct TooLarge: Error {}

  private struct Request: Sendable {
    var name: String
    var answer: CheckedContinuation<[UInt8]?, any Error>
  }

  private let requests: AsyncStream<Request>.Continuation
  private let work: Task<Void, Never>

  /// Reads the repository that `program` opens with the arguments `place`. A content may have at most `limit` bytes.
  init(_ program: GitProgram, _ place: [String], limit: Int) {
    let (stream, requests) = AsyncStream.makeStream(of: Request.self)
    let configuration = program.configuration(place + ["cat-file", "--batch"])
    self.requests = requests
    work = Task {
      try? await GitBlobs.serve(stream, configuration, limit)
      // The process has ended early: requests from now on fail.
      for await request in stream { request.answer.resume(throwing: GitError(reason: "git has ended")) }
    }
  }

  private static func serve(
    _ requests: AsyncStream<Request>, _ configuration: Configuration, _ limit: Int
  ) async throws {
    _ = try await Subprocess.run(
      configuration, input: .inputWriter, output: .sequence, error: .discarded
    ) { execution in
      var reader = BlobReader(execution.standardOutput.makeAsyncIterator())
      for await request in requests {
        do {
          _ = try await execution.standardInputWriter.write(request.name + "\n")
          request.answer.resume(returning: try await reader.blob(limit: limit))
        } catch {
          request.answer.resume(throwing: error is TooLarge ? error : GitError(reason: "git has ended"))
          throw error
        }
      }
      try await execution.standardInputWriter.finish()
    }
  }

  /// The content with this name; `nil` where it is missing. After an error the process has ended.
  func blob(_ name: String) async throws -> [UInt8]? {
    try await withCheckedThrowingContinuation { answer in
      guard case .enqueued = requests.yield(Request(name: name, answer: answer)) else {
        return answer.resume(throwing: GitError(reason: "git has ended"))
      }
    }
  }

  deinit { requests.finish() }

  /// Ends the process.
  func close() async {
    requests.finish()
    await work.value
  }
}

/// Parses the answers of `git cat-file`: a line with name, kind and size, then the content and a line end.
private struct BlobReader {
  /// Git has ended, or its answer cannot be parsed.
  private struct Ended: Error {}

  private var source: SubprocessOutputSequence.Iterator
  private var rest: [UInt8] = []

  init(_ source: SubprocessOutputSequence.Iterator) { self.source = source }

  mutating func blob(limit: Int) async throws -> [UInt8]? {
    var end = rest.firstIndex(of: UInt8(ascii: "\n"))
    while end == nil, rest.count < 4096 {
      try await readMore()
      end = rest.firstIndex(of: UInt8(ascii: "\n"))
    }
    guard let end else { throw Ended() }
    let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
    rest.removeSubrange(...end)
    if words.last == "missing" { return nil }
    guard words.count == 3, words[1] == "blob", let size = Int(words[2]) else {
      throw Ended()
    }
    guard size <= limit else { throw GitBlobs.TooLarge() }
    rest.reserveCapacity(size + 1)
    while rest.count <= size { try await readMore() }
    defer { rest.removeFirst(size + 1) }
    return Array(rest.prefix(size))
  }

  private mutating func readMore() async throws {
    guard let buffer = try await source.next() else { throw Ended() }
    buffer.withUnsafeBytes { rest.append(contentsOf: $0) }
  }
}
