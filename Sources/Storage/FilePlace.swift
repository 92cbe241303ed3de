/// A place for named files that other programs read, such as the files of a publication. Names may contain slashes. A file is
/// replaced as a whole: a reader finds the old bytes or the new ones.
public protocol FilePlace: Sendable {
  /// The name of the place in messages.
  var location: String { get }
  /// The address at which programs on any machine find the place, without a slash at its end; `nil` where it has none.
  var address: String? { get }

  /// The sizes in bytes of the files whose names begin with `prefix`, which ends with a slash.
  func sizes(below prefix: String) async throws -> [String: Int]

  /// The bytes of files, in the order of `names`; `nil` for a missing file.
  func read(_ names: [String]) async throws -> [[UInt8]?]

  /// Writes files, replacing existing ones. They are durable on return.
  func put(_ files: [(name: String, bytes: [UInt8])]) async throws

  /// Removes files. Missing ones are ignored.
  func remove(_ names: [String]) async throws
}
