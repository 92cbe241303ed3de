import Foundation
import RankingModel
import Testing

@testable import LakeStore

/// Records of a lake, spoiled: they are read as what they say, or the lake is said to be damaged.
@Suite struct RecordFuzzTests {
  private static let snapshots = FuzzSeeds.snapshots.map(\.bytes) + [oddSnapshot]
  private static let places =
    FuzzSeeds.snapshots.map { "snapshots/\($0.path)" } + ["snapshots/golden/x.json"]

  private let lakes: OneFileLake

  init() throws {
    lakes = try OneFileLake()
  }

  @Test func anySpoiledSnapshotRecordIsReadOrRefused() async throws {
    let places = Self.places
    try await Fuzzer(name: "snapshot records", seeds: Self.snapshots, inputs: 1_200).run { input, mutation in
      let place = parent(of: places[mutation.below(places.count)])
      let name = RecordName.name("20260517T060000000000Z-2026-05-01", of: input)
      return lakes.with(name, in: place, input) { lake, fileSystem in
        do throws(Failure) {
          let snapshot = try SnapshotRecords(lake: lake, fileSystem: fileSystem).read("\(place)/\(name)")
            .snapshot
          guard let again = (try? JSONReader.read(snapshot.bytes)).flatMap({ try? Snapshot(json: $0) }) else {
            return "written again it cannot be read"
          }
          return isSame(again, snapshot) && again.bytes == snapshot.bytes
            ? nil : "written again it says something else"
        } catch {
          return [.damaged, .format].contains(error.kind) ? nil : "it fails with \(error.kind)"
        }
      }
    }
  }

  @Test func anySpoiledRunRecordIsReadOrRefused() async throws {
    let seeds = FuzzSeeds.runs.map(\.bytes) + [Self.oddRun]
    try await Fuzzer(name: "run records", seeds: seeds, inputs: 1_000).run { input, _ in
      let (place, name) = ("runs/golden", RecordName.name("x", of: input))
      return lakes.with(name, in: place, input) { lake, fileSystem in
        do throws(Failure) {
          let run = try SnapshotRecords(lake: lake, fileSystem: fileSystem).readRun("\(place)/\(name)")
          let bytes = CanonicalJSON.bytes(run.json)
          guard let again = (try? JSONReader.read(bytes)).flatMap({ try? RunReport(json: $0) }) else {
            return "written again it cannot be read"
          }
          let isSame = isSame(again, run) && CanonicalJSON.bytes(again.json) == bytes
          return isSame ? nil : "written again it says something else"
        } catch {
          return error.kind == .damaged ? nil : "it fails with \(error.kind)"
        }
      }
    }
  }

  @Test func anySpoiledTagIsReadOrRefused() async throws {
    let seeds = [Self.tag] + FuzzSeeds.snapshots.prefix(1).map(\.bytes)
    try await Fuzzer(name: "tags", seeds: seeds, inputs: 400).run { input, _ in
      let name = RecordName.name("x", of: input)
      return lakes.with(name, in: "tags", input) { lake, fileSystem in
        do throws(Failure) {
          let tag = try TagRecords(lake: lake, fileSystem: fileSystem).read("tags/\(name)")
          let again = (try? JSONReader.read(CanonicalJSON.bytes(tag.json))).flatMap { try? Tag(json: $0) }
          return again == tag ? nil : "written again it says something else"
        } catch {
          return error.kind == .damaged ? nil : "it fails with \(error.kind)"
        }
      }
    }
  }

  @Test func anySpoiledTombstoneIsReadOrRefused() async throws {
    try await Fuzzer(name: "tombstones", seeds: [Self.tombstones, Self.tag], inputs: 400).run { input, _ in
      lakes.with(RecordName.name("x", of: input), in: "tombstones", input) { lake, fileSystem in
        do throws(Failure) {
          let lists = try Tombstones(lake: lake, fileSystem: fileSystem).all()
          guard lists.count == 1, let list = lists.first?.list else {
            return "there are \(lists.count) lists"
          }
          return (try? TombstoneList(list.bytes)) == list ? nil : "written again it says something else"
        } catch {
          return error.kind == .damaged ? nil : "it fails with \(error.kind)"
        }
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
      LakeFormat(id: "0123456789abcdef0123456789abcdef").bytes, Array(#"{"format":1,"id":"ab"}"#.utf8),
    ]
    try await Fuzzer(name: "format/1.json", seeds: seeds, inputs: 500).run { input, _ in
      lakes.with("1.json", in: "format", input) { lake, fileSystem in
        do throws(Failure) {
          guard let format = try LakeFormat(folder: lake, fileSystem: fileSystem) else {
            return "it is taken for none"
          }
          return format.bytes == input ? nil : "it is another, and taken for sound"
        } catch {
          return [.damaged, .format].contains(error.kind) ? nil : "it fails with \(error.kind)"
        }
      }
    }
  }

  /// A changed record under its old name is never taken for what it was.
  @Test func aRecordThatIsNotWhatItsNameSaysIsDamaged() async throws {
    let sound = Self.snapshots[0]
    let place = parent(of: Self.places[0])
    let name = (Self.places[0] as NSString).lastPathComponent
    try await Fuzzer(name: "records under their old names", seeds: [sound], inputs: 500).run { input, _ in
      lakes.with(name, in: place, input) { lake, fileSystem in
        do throws(Failure) {
          _ = try SnapshotRecords(lake: lake, fileSystem: fileSystem).read("\(place)/\(name)")
          return input == sound ? nil : "it is taken for sound"
        } catch {
          return error.kind == .damaged ? nil : "it fails with \(error.kind)"
        }
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
