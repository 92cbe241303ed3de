import Gzip
import RankingModel

/// What is wrong with an object's file.
enum ObjectProblem: Error, Sendable, Hashable {
  case missing
  case damaged(String)
  /// It could not be read, so nothing is known of it.
  case unreadable(String)

  init(_ error: FileSystemError) {
    self = error.isAboutContent ? .damaged("\(error)") : .unreadable("\(error)")
  }
}

extension FolderObjectStore {
  /// Whether the object's file is there and as long as it should be: its last four bytes state the length of what it
  /// holds (RFC 1952, `ISIZE`).
  ///
  /// - Parameter size: the object's size where it is known.
  func inspect(_ id: ObjectID, size: Int?) -> ObjectProblem? {
    do throws(FileSystemError) {
      guard let length = try fileSystem.size(path(of: id)) else {
        let isThere = try fileSystem.kind(of: path(of: id)) != nil
        return isThere ? .damaged("something else stands in its place") : .missing
      }
      // Header and trailer alone have 18 bytes.
      guard length > 18 else { return .damaged("its file has \(length) bytes") }
      guard let size else { return nil }
      let end = try fileSystem.read(path(of: id), last: 4)
      let stated = end.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
      guard end.count == 4, stated == UInt32(truncatingIfNeeded: size) else {
        return .damaged("its file is not as long as it should be")
      }
      return nil
    } catch {
      return ObjectProblem(error)
    }
  }

  /// The object's bytes, where its file is what was stored, to the last bit.
  func look(at id: ObjectID) -> Result<[UInt8], ObjectProblem> {
    do throws(FileSystemError) {
      guard try fileSystem.kind(of: path(of: id)) != nil else { return .failure(.missing) }
      let packed = try fileSystem.read(path(of: id))
      do throws(GzipError) {
        let bytes = try Gzip.decompress(packed, limit: FolderObjectStore.maximumSize)
        guard ObjectID(of: bytes) == id else { return .failure(.damaged("its content has another hash")) }
        guard Gzip.isAsWritten(packed) else {
          return .failure(.damaged("its content is sound, but its file was changed"))
        }
        return .success(bytes)
      } catch {
        return .failure(.damaged("\(error)"))
      }
    } catch {
      return .failure(ObjectProblem(error))
    }
  }
}
