import JSON
import RankingModel
import Testing

@testable import LakeStore
@testable import Storage

/// Spoiled records of a lake: they are read as what they say, or the lake is reported as damaged.
@Suite struct RecordFuzzTests {
  private let chart = ChartName("golden")!
  private let day = Day("2026-05-01")!
  private let instant = Instant("2026-05-17T06:00:00Z")!

  /// Spoils and reads records of one kind.
  private func fuzz(_ kind: StorageKey.Kind, _ seeds: [[UInt8]], day: Day?, inputs: Int) async throws {
    try await Fuzzer(name: "\(kind.rawValue) records", seeds: seeds, inputs: inputs).run { input, _ in
      let key = StorageKey.record(kind, chart: chart, at: instant, day: day, bytes: input)
      let storage = MemoryStorage()
      _ = storage.create([StoredFile(key, input)])
      do throws(Failure) {
        let record = try await Records(storage: storage).read(key).record
        let bytes = record.file.bytes
        guard let again = try? Record(bytes, at: key) else { return "written again it cannot be read" }
        return isSame(again, record) && again.file.bytes == bytes
          ? nil : "written again it says something else"
      } catch {
        return [.damaged, .format].contains(error.kind) ? nil : "it fails with \(error.kind)"
      }
    }
  }

  @Test func anySpoiledSnapshotRecordIsReadOrRefused() async throws {
    try await fuzz(
      .snapshots, FuzzSeeds.snapshots.map(\.bytes) + [Self.oddSnapshot], day: day, inputs: 1_200)
  }

  @Test func anySpoiledRunRecordIsReadOrRefused() async throws {
    try await fuzz(.runs, FuzzSeeds.runs.map(\.bytes) + [Self.oddRun], day: day, inputs: 1_000)
  }

  @Test func anySpoiledDecisionIsReadOrRefused() async throws {
    try await fuzz(.decisions, [Self.tag, Self.forget], day: day, inputs: 400)
  }

  @Test func anySpoiledSettingsRecordIsReadOrRefused() async throws {
    try await fuzz(.charts, [Self.settings], day: nil, inputs: 400)
  }

  @Test func anySpoiledListOfMarksIsReadOrRefused() async throws {
    try await Fuzzer(name: "lists of marks", seeds: [Self.marks, Self.tag], inputs: 400).run { input, _ in
      let storage = MemoryStorage()
      _ = storage.create([StoredFile(.record(.marks, at: instant, bytes: input), input)])
      do throws(Failure) {
        let lists = try await Marks(storage).lists
        guard lists.count == 1, let list = lists.first?.list else { return "there are \(lists.count) lists" }
        let again = try? MarkList(list.file.bytes, at: list.file.key)
        return again == list ? nil : "written again it says something else"
      } catch {
        return [.damaged, .format].contains(error.kind) ? nil : "it fails with \(error.kind)"
      }
    }
  }

  @Test func anySpoiledVersionIsReadOrRefused() async throws {
    try await Fuzzer(name: "versions", seeds: [Self.version, Self.tag], inputs: 600).run { input, _ in
      guard let entries = try? VersionDocument.entries(input) else { return nil }
      return isStable(entries) ? nil : "written again it says something else"
    }
  }

  @Test func anySpoiledLakeFileIsReadOrRefused() async throws {
    let seeds = [
      LakeFormat(id: "0123456789abcdef0123456789abcdef").file.bytes, Array(#"{"format":1,"id":"ab"}"#.utf8),
    ]
    try await Fuzzer(name: "format/1.json", seeds: seeds, inputs: 500).run { input, _ in
      let storage = MemoryStorage()
      _ = storage.create([StoredFile(LakeFormat.key, input)])
      do throws(Failure) {
        guard let format = try await LakeFormat(LakePlace(storage: storage, folder: "nowhere")) else {
          return "it is taken for none"
        }
        return format.file.bytes == input ? nil : "it is another, and taken for sound"
      } catch {
        return [.damaged, .format].contains(error.kind) ? nil : "it fails with \(error.kind)"
      }
    }
  }

  /// A changed record under its old name is never accepted as the old one.
  @Test func aRecordThatIsNotWhatItsNameSaysIsDamaged() async throws {
    let sound = FuzzSeeds.snapshots[0]
    let key = try #require(StorageKey(path: "snapshots/\(sound.path)"))
    try await Fuzzer(name: "records under their old names", seeds: [sound.bytes], inputs: 500).run {
      input, _ in
      let storage = MemoryStorage()
      _ = storage.create([StoredFile(key, input)])
      do throws(Failure) {
        _ = try await Records(storage: storage).read(key)
        return input == sound.bytes ? nil : "it is taken for sound"
      } catch {
        return error.kind == .damaged ? nil : "it fails with \(error.kind)"
      }
    }
  }
}

/// Whether two records are the same. The queued payloads are left out, because numbers in them may change form in memory: 1.0 is
/// written as 1.
private func isSame(_ left: Record, _ right: Record) -> Bool {
  withoutPayloads(left) == withoutPayloads(right)
}

private func withoutPayloads(_ record: Record) -> Record {
  switch record {
  case .snapshot(var snapshot):
    snapshot.report = withoutPayloads(snapshot.report)
    return .snapshot(snapshot)
  case .run(let report): return .run(withoutPayloads(report))
  case .decision, .settings: return record
  }
}

private func withoutPayloads(_ report: RunReport) -> RunReport {
  var report = report
  for index in (report.deadLetters ?? []).indices { report.deadLetters?[index].payload = .null }
  return report
}
