import Glibc
import MarqueeTestSupport
import Storage
import Testing

@Suite struct FileSystemTests {
  @Test func whatStandsAtAPathIsTold() throws {
    let folder = try TemporaryFolder()
    let fileSystem = FileSystem(root: folder.path)
    try folder.write("x", to: "folder/file")
    #expect(symlink(folder.path(of: "folder"), folder.path(of: "link")) == 0)
    #expect(symlink("nowhere", folder.path(of: "dangling")) == 0)
    #expect(mkfifo(folder.path(of: "pipe"), 0o600) == 0)
    let kinds: [(String, FileSystem.Kind?)] = [
      ("folder", .folder), ("folder/file", .file), ("link", .symbolicLink), ("dangling", .symbolicLink),
      ("pipe", .other), ("missing", nil), ("missing/file", nil), ("folder/file/below", nil),
    ]
    for (name, kind) in kinds { #expect(try fileSystem.kind(of: folder.path(of: name)) == kind, "\(name)") }
    // A path below a link is not followed.
    let failure = #expect(throws: FileSystemError.self) {
      try fileSystem.kind(of: folder.path(of: "link/file"))
    }
    #expect(failure?.code == ELOOP)
  }

  @Test func aFileIsReplacedWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let fileSystem = FileSystem(root: folder.path)
    let path = try folder.write("old", to: "file")
    try FileSystem.replace(path, by: Array("new".utf8))
    #expect(try fileSystem.read(path) == Array("new".utf8))
    // A folder is not replaced by a file.
    let file = try folder.write("x", to: "folder/file")
    let failure = #expect(throws: FileSystemError.self) {
      try FileSystem.replace(folder.path(of: "folder"), by: Array("new".utf8))
    }
    #expect(failure?.code == EISDIR)
    #expect(try fileSystem.read(file) == Array("x".utf8))
    #expect(try fileSystem.names(in: folder.path) == ["file", "folder"])
  }
}
