import RankingModel
import Storage

/// The records in a lake's storage.
struct Records: Sendable {
  let storage: any Storage

  /// The kinds that the catalogue is made from, in the order in which they are read: the reverse of the order of writing.
  static let kinds: [StorageKey.Kind] = [.decisions, .snapshots, .runs, .charts]

  /// The keys of all records, or of those of `chart`; of one kind where given.
  func keys(of kind: StorageKey.Kind? = nil, chart: ChartName? = nil) async throws(Failure) -> [StorageKey] {
    var keys: [StorageKey] = []
    for kind in kind.map({ [$0] }) ?? Records.kinds {
      keys += try await storage.list(kind, group: chart?.description)
    }
    return keys
  }

  /// The record under `key`, and its bytes.
  ///
  /// - Throws: `damaged` where it is missing or not what was stored, `format` where it is of a newer format, `storage`
  ///   where it cannot be read.
  func read(_ key: StorageKey) async throws(Failure) -> (record: Record, bytes: [UInt8]) {
    let bytes = try await bytes(key)
    do { return (try Record(bytes, at: key), bytes) } catch let failure as Failure {
      throw failure
    } catch { throw damaged(key, "\(error)") }
  }

  /// The bytes of a record, checked against its name.
  func bytes(_ key: StorageKey) async throws(Failure) -> [UInt8] {
    guard let bytes = try await storage.read(key) else { throw damaged(key, "it is missing") }
    guard key.fits(bytes) else { throw damaged(key, "its content is not what it was stored with") }
    return bytes
  }

  func damaged(_ key: StorageKey, _ why: String) -> Failure {
    Failure(.damaged, "the record \(storage.location(of: key)) is damaged: \(why)", remedy: .repairLake)
  }
}
