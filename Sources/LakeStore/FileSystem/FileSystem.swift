/// Every operation on files that the lake makes goes through here, so that a test can fail, cut short, reorder
/// or forget any one of them.
///
/// Paths are absolute or relative to the working folder. Descriptors are those of the implementation.
public protocol FileSystem: Sendable {
  /// Makes a new file for writing; fails where one of that name exists.
  func create(_ path: String) throws(FileSystemError) -> Int32
  /// Writes from `bytes` at the end of the file; returns how many bytes were taken, at least one.
  func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(FileSystemError) -> Int
  /// Returns when the file's bytes and size are on the medium.
  func synchronize(_ descriptor: Int32) throws(FileSystemError)
  /// Gives the descriptor back.
  func close(_ descriptor: Int32) throws(FileSystemError)
  /// Puts the file at `source` in place of whatever is at `target`, in one instant.
  func rename(_ source: String, to target: String) throws(FileSystemError)
  /// Takes a file away.
  func remove(_ path: String) throws(FileSystemError)
  /// Makes a folder; returns whether it was made now, `false` where it was there.
  func makeFolder(_ path: String) throws(FileSystemError) -> Bool
  /// Returns when the folder's names are on the medium.
  func synchronizeFolder(_ path: String) throws(FileSystemError)
  /// The bytes of a file.
  func read(_ path: String) throws(FileSystemError) -> [UInt8]
  /// The last `count` bytes of a file, or all of one that is shorter.
  func read(_ path: String, last count: Int) throws(FileSystemError) -> [UInt8]
  /// The size of a file in bytes; `nil` where there is none. Symbolic links are not followed.
  func size(_ path: String) throws(FileSystemError) -> Int?
  /// The names in a folder, sorted; empty where there is no such folder.
  func names(in folder: String) throws(FileSystemError) -> [String]
}

/// An operation on a file that the system refused.
public struct FileSystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was tried, such as `write`.
  public var operation: String
  /// On which path.
  public var path: String
  /// The system's error number.
  public var code: Int32

  /// `operation` on `path` failed with `code`.
  public init(_ operation: String, _ path: String, _ code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The operation, the path and the system's words.
  public var description: String { "cannot \(operation) \(path): \(systemMessage(code))" }
}
