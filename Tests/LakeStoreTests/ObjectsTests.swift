import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import LakeStore

@Suite struct ObjectsTests {
  private let storage = MemoryStorage()
  private var objects: Objects { Objects(storage) }

  @Test func whatWasPutIsGotByteForByte() async throws {
    let texts: [[UInt8]] = [[], Array("abc".utf8), (0..<70_000).map { UInt8($0 % 251) }]
    let ids = try await objects.put(texts)
    for (id, text) in zip(ids, texts) { #expect(try await objects.get(id) == text) }
  }

  @Test func anObjectIsNamedByTheHashOfItsContent() async throws {
    // The example of FIPS 180-4 for "abc".
    let id = try await objects.put([Array("abc".utf8)])[0]
    #expect(id.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func puttingTwiceStoresOnce() async throws {
    let bytes = Array("the same".utf8)
    let ids = try await objects.put([bytes, bytes])
    let again = try await objects.put([bytes])
    #expect(Set(ids + again).count == 1)
    #expect(storage.list(.objects, group: nil, after: nil).count == 1)
  }

  @Test func anAbsentObjectIsAnErrorThatNamesIt() async throws {
    let id = ObjectID(of: Array("never stored".utf8))
    #expect(try await !objects.contains(id))
    let failure = await #expect(throws: Failure.self) { try await objects.get(id) }
    #expect(failure?.kind == .damaged)
    #expect(failure?.message.contains(id.description) == true)
  }

  @Test func gunzipAndSha256sumPrintTheName() async throws {
    let folder = try TemporaryFolder()
    let storage = FolderStorage(folder.path)
    let id = try await Objects(storage).put([Array(#"[{"rank":1}]"#.utf8)])[0]
    let printed = try shell("gunzip -c '\(storage.location(of: .object(id)))' | sha256sum")
    #expect(printed.hasPrefix(id.description))
  }

  @Test func aChangedByteIsNoticed() async throws {
    let content = Array("some bytes that matter".utf8)
    let id = try await objects.put([content])[0]
    let sound = try #require(storage.read(.object(id), last: .max))
    for index in sound.indices {
      var bytes = sound
      bytes[index] ^= 1
      storage.damage(.object(id), with: bytes)
      // A changed flag or time in the header does not change the content. If bytes are returned, they must be those that were
      // put.
      if let got = try? await objects.get(id) { #expect(got == content) }
    }
    storage.damage(.object(id), with: Array(sound.dropLast()))
    let failure = await #expect(throws: Failure.self) { try await objects.get(id) }
    #expect(failure?.kind == .damaged)
  }

  @Test func aDamagedObjectIsReplacedWhenItsBytesComeAgainAndIsKept() async throws {
    let bytes = Array("an answer that was paid for".utf8)
    let id = try await objects.put([bytes])[0]
    let sound = try #require(storage.read(.object(id), last: .max))
    for damaged in [[], Array(sound.dropLast(3)), sound.map { $0 ^ 1 }] {
      storage.damage(.object(id), with: damaged)
      #expect(try await objects.put([bytes]) == [id])
      #expect(storage.read(.object(id), last: .max) == sound)
      let kept = storage.list(.damaged, group: nil, after: nil)
      #expect(kept.contains { storage.read($0, last: .max) == damaged })
    }
    let count = storage.list(.damaged, group: nil, after: nil).count
    _ = try await objects.put([bytes])
    #expect(storage.list(.damaged, group: nil, after: nil).count == count)
  }
}
