/// A place for files under names with slashes that other programs read, such as those of a publication. A file is put in its place
/// whole, and whoever reads it finds the old bytes or the new ones.
public protocol FilePlace: Sendable {
  /// How messages name it.
  var location: String { get }
  /// The address by which programs on any machine find it, without a slash at its end; `nil` where it has none.
  var address: String? { get }

  /// The files whose names begin with `prefix`, which ends with a slash, and their sizes in bytes.
  func sizes(below prefix: String) async throws -> [String: Int]

  /// The bytes of files, in the order of `names`; `nil` for one that is not there.
  func read(_ names: [String]) async throws -> [[UInt8]?]

  /// Puts files in their places, over what is there. They are durable on return.
  func put(_ files: [(name: String, bytes: [UInt8])]) async throws

  /// Removes files. Those that are not there are passed over.
  func remove(_ names: [String]) async throws
}
