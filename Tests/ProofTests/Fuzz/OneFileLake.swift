import Foundation
import LakeStore
import MarqueeTestSupport
import Synchronization

/// Lakes that have one file each, for one reader at a time.
final class OneFileLake: Sendable {
  private let folder: TemporaryFolder
  /// The lakes that nobody reads at the moment.
  private let free = Mutex<[String]>([])

  init() throws {
    folder = try TemporaryFolder()
  }

  /// What `read` makes of a lake that has nothing but the file `name` of `bytes` in its folder `place`.
  func with<Value>(
    _ name: String, in place: String, _ bytes: [UInt8], _ read: (String, FileSystem) -> Value
  ) -> Value {
    let lake = free.withLock { $0.popLast() } ?? "\(folder.path)/\(UUID().uuidString)"
    let path = "\(lake)/\(place)/\(name)"
    let folder = URL(fileURLWithPath: "\(lake)/\(place)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
      fatalError("cannot write \(path)")
    }
    defer {
      unlink(path)
      free.withLock { $0.append(lake) }
    }
    return read(lake, FileSystem(root: lake))
  }
}
