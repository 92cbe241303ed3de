import MarqueeTestSupport
import RankingModel
import Testing

@testable import LakeStore

/// Every object store passes these.
@Suite struct ObjectStoreConformance {
  enum Kind: CaseIterable, Sendable { case folder, memory }

  private func withStore(_ kind: Kind, _ body: (any ObjectStore) throws -> Void) throws {
    switch kind {
    case .memory: try body(MemoryObjectStore())
    case .folder:
      let folder = try TemporaryFolder()
      try body(FolderObjectStore(folder: folder.path, fileSystem: FileSystem(root: folder.path)))
    }
  }

  @Test(arguments: Kind.allCases) func whatWasPutIsGotByteForByte(kind: Kind) throws {
    try withStore(kind) { store in
      let texts: [[UInt8]] = [[], Array("abc".utf8), (0..<70_000).map { UInt8($0 % 251) }]
      let ids = try store.put(texts)
      for (id, text) in zip(ids, texts) { #expect(try store.get(id) == text) }
    }
  }

  @Test(arguments: Kind.allCases) func anObjectIsNamedByTheHashOfItsContent(kind: Kind) throws {
    try withStore(kind) { store in
      // The example of FIPS 180-4 for "abc".
      let id = try store.put(Array("abc".utf8))
      #expect(id.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
  }

  @Test(arguments: Kind.allCases) func puttingTwiceStoresOnce(kind: Kind) throws {
    try withStore(kind) { store in
      let bytes = Array("the same".utf8)
      let ids = try store.put([bytes, bytes]) + [try store.put(bytes)]
      #expect(Set(ids).count == 1)
    }
  }

  @Test(arguments: Kind.allCases) func anAbsentObjectIsAnErrorThatNamesIt(kind: Kind) throws {
    try withStore(kind) { store in
      let id = ObjectID(of: Array("never stored".utf8))
      let isStored = try store.contains(id)
      #expect(!isStored)
      let failure = #expect(throws: Failure.self) { try store.get(id) }
      #expect(failure?.kind == .damaged)
      #expect(failure?.message.contains(id.description) == true)
    }
  }
}

@Suite struct FolderObjectStoreTests {
  @Test func gunzipAndSha256sumPrintTheName() throws {
    let folder = try TemporaryFolder()
    let store = FolderObjectStore(folder: folder.path, fileSystem: FileSystem(root: folder.path))
    let id = try store.put(Array(#"[{"rank":1}]"#.utf8))
    let printed = try shell("gunzip -c '\(store.path(of: id))' | sha256sum")
    #expect(printed.hasPrefix(id.description))
  }

  @Test func aChangedByteIsNoticed() throws {
    let folder = try TemporaryFolder()
    let store = FolderObjectStore(folder: folder.path, fileSystem: FileSystem(root: folder.path))
    let id = try store.put(Array("some bytes that matter".utf8))
    var bytes = try FileSystem(root: folder.path).read(store.path(of: id))
    for index in bytes.indices {
      bytes[index] ^= 1
      try overwrite(store.path(of: id), bytes)
      // A flag or time in the header changes no content; whatever is returned must be what was put.
      if let got = try? store.get(id) { #expect(got == Array("some bytes that matter".utf8)) }
      bytes[index] ^= 1
    }
    try overwrite(store.path(of: id), Array(bytes.dropLast()))
    let failure = #expect(throws: Failure.self) { try store.get(id) }
    #expect(failure?.kind == .damaged)
  }

  @Test func aDamagedFileIsReplacedWhenItsBytesComeAgainAndIsKept() throws {
    let folder = try TemporaryFolder()
    let lake = folder.path
    try DurableFiles(fileSystem: FileSystem(root: lake)).makeFolders(["\(lake)/objects"])
    let store = FolderObjectStore(folder: "\(lake)/objects", fileSystem: FileSystem(root: lake))
    let bytes = Array("an answer that was paid for".utf8)
    let id = try store.put(bytes)
    let sound = try FileSystem(root: lake).read(store.path(of: id))
    for damaged in [[], Array(sound.dropLast(3)), sound.map { $0 ^ 1 }] {
      try overwrite(store.path(of: id), damaged)
      #expect(try store.put(bytes) == id)
      #expect(try FileSystem(root: lake).read(store.path(of: id)) == sound)
      let kept = try FileSystem(root: lake).names(in: "\(lake)/damaged").map { "\(lake)/damaged/\($0)" }
      #expect(try kept.contains { try FileSystem(root: lake).read($0) == damaged })
    }
    let count = try FileSystem(root: lake).names(in: "\(lake)/damaged").count
    _ = try store.put(bytes)
    #expect(try FileSystem(root: lake).names(in: "\(lake)/damaged").count == count)
  }

  @Test func onlyTheOwnerMayRead() throws {
    let folder = try TemporaryFolder()
    let store = FolderObjectStore(folder: folder.path, fileSystem: FileSystem(root: folder.path))
    let id = try store.put(Array("private".utf8))
    #expect(try shell("stat -c %a '\(store.path(of: id))'") == "600\n")
  }
}
