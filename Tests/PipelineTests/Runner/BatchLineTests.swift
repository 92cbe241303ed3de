import RankingModel
import Synchronization
import Testing

@testable import Pipeline

/// The batches of these tests are numbers. Each is decided about with the sum of the batches before it.
@Suite struct BatchLineTests {
  typealias Line = BatchLine<Int, Int, String, String>

  private struct Refusal: Error, Equatable {}

  /// The notes of what was done, in order.
  private final class Diary: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func note(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// Opens once, for all who wait.
  private final class Door: Sendable {
    private let (stream, continuation) = AsyncStream<Void>.makeStream()
    func open() { continuation.finish() }
    func pass() async { for await _ in stream {} }
  }

  /// A line of the batches 1 to `count`.
  private func line(
    to count: Int, ahead: Int = 1, _ diary: Diary,
    extract: @escaping @Sendable (Int) async throws -> Void = { _ in },
    record: @escaping @Sendable (String) async throws -> Void = { _ in }
  ) -> Line {
    var begun = 0
    return Line(ahead: ahead, known: 0) { _ in
      guard begun < count else { return nil }
      begun += 1
      return { [number = begun] in
        try await extract(number)
        diary.note("extracted \(number)")
        return number
      }
    } decide: { batch, known in
      known += batch
      diary.note("decided \(batch)")
      return "\(batch) of \(known)"
    } record: { decided in
      try await record(decided)
      diary.note("recorded \(decided)")
      return [decided]
    }
  }

  @Test func batchesAreDecidedAboutAndRecordedInTheirOrder() async throws {
    let diary = Diary()
    var line = line(to: 4, diary)
    while let batch = try await line.next() { try await line.add(batch) }
    #expect(line.isAtEnd)
    let reports = ["1 of 1", "2 of 3", "3 of 6", "4 of 10"]
    #expect(try await line.finish() == reports)
    #expect(diary.all.filter { $0.hasPrefix("decided") } == (1...4).map { "decided \($0)" })
    #expect(diary.all.filter { $0.hasPrefix("recorded") } == reports.map { "recorded \($0)" })
  }

  @Test func withoutBatchesThereIsNothingToDo() async throws {
    let diary = Diary()
    var line = line(to: 0, diary)
    #expect(line.isAtEnd)
    #expect(try await line.next() == nil)
    #expect(try await line.finish().isEmpty)
    #expect(diary.all.isEmpty)
  }

  @Test func soManyBatchesAreExtractedAtOnce() async throws {
    let (diary, door) = (Diary(), Door())
    // The first batch is extracted only after the second one has begun.
    var line = line(
      to: 3, ahead: 2, diary,
      extract: { number in
        if number == 1 { await door.pass() }
        if number == 2 { door.open() }
      })
    #expect(try await line.next() == 1)
    #expect(!line.isAtEnd)
    #expect(try await line.next() == 2)
    #expect(try await line.next() == 3)
    #expect(line.isAtEnd)
    #expect(try await line.next() == nil)
  }

  @Test func noMoreThanTwoBatchesWaitToBeRecorded() async throws {
    let (diary, door) = (Diary(), Door())
    // Nothing is recorded until the door opens, and it opens when two batches wait.
    let (added, told) = AsyncStream<Int>.makeStream()
    var line = line(to: 4, diary, record: { _ in await door.pass() })
    let watcher = Task {
      var seen = 0
      for await number in added {
        seen = number
        if number == 2 {
          // If there were room for a third batch, it would be added by then.
          try? await Task.sleep(for: .milliseconds(50))
          diary.note("opened")
          door.open()
        }
      }
      return seen
    }
    while let batch = try await line.next() {
      try await line.add(batch)
      diary.note("added \(batch)")
      told.yield(batch)
    }
    #expect(try await line.finish().count == 4)
    told.finish()
    #expect(await watcher.value == 4)
    let opened = try #require(diary.all.firstIndex(of: "opened"))
    #expect(diary.all[..<opened].contains("added 2"))
    #expect(!diary.all[..<opened].contains("added 3"))
    #expect(!diary.all[..<opened].contains { $0.hasPrefix("recorded") })
  }

  @Test func whatWasAddedIsRecordedThoughTheRestIsStopped() async throws {
    let (diary, begun) = (Diary(), Door())
    let extracting = Task {
      var line = line(
        to: 3, diary,
        extract: { number in
          guard number == 2 else { return }
          begun.open()
          defer { diary.note("gave up \(number)") }
          try await Task.sleep(for: .seconds(600))
        },
        record: { _ in
          // Recording is not cancelled with the rest, and may take its time.
          try await Task.sleep(for: .milliseconds(50))
        })
      do {
        while let batch = try await line.next() { try await line.add(batch) }
        return nil as (any Error)?
      } catch {
        let error = await line.stop(because: error)
        diary.note("stopped")
        return error
      }
    }
    await begun.pass()
    // The first batch is added while the second is being extracted.
    while !diary.all.contains("decided 1") { try await Task.sleep(for: .milliseconds(1)) }
    extracting.cancel()
    let failure = await extracting.value as? Failure
    #expect(failure?.kind == .interrupted)
    #expect(diary.all.contains("recorded 1 of 1"))
    #expect(diary.all.contains("gave up 2"))
    // Nothing is running any more.
    #expect(diary.all.last == "stopped")
  }

  @Test func whatCouldNotBeRecordedIsToldRatherThanThatTheRestWasStopped() async throws {
    let diary = Diary()
    var line = line(to: 1, diary, record: { _ in throw Refusal() })
    let batch = try #require(try await line.next())
    try await line.add(batch)
    #expect(await line.stop(because: CancellationError()) is Refusal)
    // Any other error is thrown instead of the one of recording.
    let failure = Failure(.source, "enough")
    #expect(await (line.stop(because: failure) as? Failure) == failure)
  }

  @Test func afterABatchThatCouldNotBeRecordedNoneIs() async throws {
    let diary = Diary()
    var line = line(to: 3, diary, record: { if $0 == "2 of 3" { throw Refusal() } })
    await #expect(throws: Refusal.self) {
      while let batch = try await line.next() { try await line.add(batch) }
      _ = try await line.finish()
    }
    #expect(await line.stop(because: Refusal()) is Refusal)
    #expect(diary.all.filter { $0.hasPrefix("recorded") } == ["recorded 1 of 1"])
  }
}
