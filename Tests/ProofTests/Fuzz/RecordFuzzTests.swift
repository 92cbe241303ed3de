import RankingModel
import Testing

@testable import LakeStore

/// Records of a lake, spoiled: they are read as what they say, or the lake is said to be damaged.
@Suite struct RecordFuzzTests {
  private static let snapshots = FuzzSeeds.snapshots.map(\.bytes) + [oddSnapshot]
  private static let places =
    FuzzSeeds.snapshots.map { "snapshots/\($0.path)" } + ["snapshots/golden/2026-05-01/x.json"]

  @Test func anySpoiledSnapshotRecordIsReadOrRefused() async throws {
    let places = Self.places
    try await Fuzzer(name: "snapshot records", seeds: Self.snapshots, inputs: 1_200).run { input, mutation in
      let folder = parent(of: places[mutation.below(places.count)])
      let path = "\(folder)/\(RecordName.name("x", of: input))"
      let read = { (path: String) throws(Failure) in
        try SnapshotRecords(lake: "lake", fileSystem: OneFile(bytes: input)).read(path).snapshot
      }
      do throws(Failure) {
        let snapshot = try read(path)
        guard let again = (try? JSONReader.read(snapshot.bytes)).flatMap({ try? Snapshot(json: $0) }) else {
          return "written again it cannot be read"
        }
        return isSame(again, snapshot) && again.bytes == snapshot.bytes
          ? nil : "written again it says something else"
      } catch {
        return error.kind == .damaged ? nil : "it fails with \(error.kind)"
      }
    }
  }

  @Test func anySpoiledRunRecordIsReadOrRefused() async throws {
    let seeds = FuzzSeeds.runs.map(\.bytes) + [Self.oddRun]
    try await Fuzzer(name: "run records", seeds: seeds, inputs: 1_000).run { input, _ in
      let path = "runs/golden/2026-05-01/\(RecordName.name("x", of: input))"
      do throws(Failure) {
        let run = try SnapshotRecords(lake: "lake", fileSystem: OneFile(bytes: input)).readRun(path)
        let bytes = CanonicalJSON.bytes(run.json)
        guard let again = (try? JSONReader.read(bytes)).flatMap({ try? RunReport(json: $0) }) else {
          return "written again it cannot be read"
        }
        return isSame(again, run) && CanonicalJSON.bytes(again.json) == bytes
          ? nil : "written again it says something else"
      } catch {
        return error.kind == .damaged ? nil : "it fails with \(error.kind)"
      }
    }
  }

  @Test func anySpoiledTagTombstoneOrVersionIsReadOrRefused() async throws {
    let seeds = [Self.tag, Self.tombstones] + FuzzSeeds.snapshots.prefix(1).map(\.bytes) + [Self.version]
    try await Fuzzer(name: "tags, tombstones, versions", seeds: seeds, inputs: 1_300).run { input, _ in
      let name = RecordName.name("x", of: input)
      do throws(Failure) {
        let tag = try TagRecords(lake: "lake", fileSystem: OneFile(bytes: input)).read("tags/\(name)")
        let again = (try? JSONReader.read(CanonicalJSON.bytes(tag.json))).flatMap { try? Tag(json: $0) }
        if again != tag { return "the tag written again says something else" }
      } catch {
        if error.kind != .damaged { return "the tag fails with \(error.kind)" }
      }
      do throws(Failure) {
        for (_, list) in try Tombstones(lake: "lake", fileSystem: OneFile(name: name, bytes: input)).all() {
          if (try? TombstoneList(list.bytes)) != list { return "the list written again says something else" }
        }
      } catch {
        if error.kind != .damaged { return "the list fails with \(error.kind)" }
      }
      guard let entries = try? VersionDocument.entries(input) else { return nil }
      return isStable(entries) ? nil : "the version written again says something else"
    }
  }

  @Test func anySpoiledLakeFileIsReadOrRefused() async throws {
    let seeds = [
      LakeFormat(id: "0123456789abcdef0123456789abcdef").bytes, Array(#"{"format":1,"id":"ab"}"#.utf8),
    ]
    try await Fuzzer(name: "lake.json", seeds: seeds, inputs: 500).run { input, _ in
      do throws(Failure) {
        guard let format = try LakeFormat(folder: "lake", fileSystem: OneFile(bytes: input)) else {
          return "it is taken for none"
        }
        return format.bytes == input ? nil : "it is another, and taken for sound"
      } catch {
        return [.damaged, .format].contains(error.kind) ? nil : "it fails with \(error.kind)"
      }
    }
  }

  /// A changed record under its old name is never taken for what it was.
  @Test func aRecordThatIsNotWhatItsNameSaysIsDamaged() async throws {
    let sound = Self.snapshots[0]
    let path = "\(parent(of: Self.places[0]))/\(RecordName.name("x", of: sound))"
    try await Fuzzer(name: "records under their old names", seeds: [sound], inputs: 500).run { input, _ in
      do throws(Failure) {
        _ = try SnapshotRecords(lake: "lake", fileSystem: OneFile(bytes: input)).read(path)
        return input == sound ? nil : "it is taken for sound"
      } catch {
        return error.kind == .damaged ? nil : "it fails with \(error.kind)"
      }
    }
  }
}

/// Whether two snapshots are the same, but for how numbers in what was queued are kept in memory: 1.0 is written as 1.
private func isSame(_ left: Snapshot, _ right: Snapshot) -> Bool {
  var (left, right) = (left, right)
  (left.report, right.report) = (withoutPayloads(left.report), withoutPayloads(right.report))
  return left == right
}

private func isSame(_ left: RunReport, _ right: RunReport) -> Bool {
  withoutPayloads(left) == withoutPayloads(right)
}

private func withoutPayloads(_ report: RunReport) -> RunReport {
  var report = report
  for index in (report.deadLetters ?? []).indices { report.deadLetters?[index].payload = .null }
  return report
}
