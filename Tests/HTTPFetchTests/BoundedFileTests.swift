import Foundation
import HTTPFetch
import MarqueeTestSupport
import Testing

/// Reading of secrets, and of paths that have no regular file. `FileFetchTests` covers the rest.
@Suite struct BoundedFileTests {
  @Test func aSecretIsReadOnlyWhereNobodyElseHasRights() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("key", to: "key")
    #expect(chmod(path, 0o640) == 0)
    #expect(throws: BoundedFile.Problem.exposed) { try BoundedFile.read(path, atMost: 3, .secret) }
    #expect(try BoundedFile.read(path, atMost: 3) == Array("key".utf8))
    #expect(chmod(path, 0o600) == 0)
    #expect(try BoundedFile.read(path, atMost: 3, .secret) == Array("key".utf8))
    #expect(throws: BoundedFile.Problem.tooLarge) { try BoundedFile.read(path, atMost: 2, .secret) }
  }

  /// A shell names the pipe of `<(command)` like this.
  @Test func aPipeIsReadOnlyWhereOneIsExpected() throws {
    let bytes = Array("list".utf8)
    func read(atMost limit: Int, _ kind: BoundedFile.Kind) throws -> [UInt8] {
      var ends: [Int32] = [0, 0]
      let made = pipe(&ends)
      #expect(made == 0)
      defer { close(ends[0]) }
      // A program that another test starts must not keep the pipe open.
      for end in ends { #expect(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
      #expect(write(ends[1], bytes, bytes.count) == bytes.count)
      close(ends[1])
      return try BoundedFile.read("/dev/fd/\(ends[0])", atMost: limit, kind)
    }
    #expect(throws: BoundedFile.Problem.irregular) { try read(atMost: 4, .regular) }
    #expect(throws: BoundedFile.Problem.tooLarge) { try read(atMost: 3, .readable) }
    #expect(try read(atMost: 4, .readable) == bytes)
  }

  @Test func whatIsNotThereAndFoldersAreTold() throws {
    let folder = try TemporaryFolder()
    let absent = folder.path(of: "absent")
    #expect(throws: BoundedFile.Problem.refused(ENOENT)) { try BoundedFile.read(absent, atMost: 1) }
    for kind in [BoundedFile.Kind.regular, .readable] {
      #expect(throws: BoundedFile.Problem.refused(EISDIR)) {
        try BoundedFile.read(folder.path, atMost: 1, kind)
      }
    }
  }
}
