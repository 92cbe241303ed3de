/// Why nothing at all can be read from a list.
public struct TransformError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with the document.
  public enum Kind: Sendable, Hashable {
    /// There are no bytes, or only white space.
    case empty
    /// A web page stands where JSON should.
    case webPage
    /// The text is not JSON.
    case notJSON
    /// The text is not a table of values.
    case notTable
    /// There is more of it than is read: rows, keys, values, levels.
    case excess
    /// The job's pointer leads to no array.
    case noArray
    /// The array holds something other than rows.
    case noRows
  }

  /// What is wrong.
  public var kind: Kind
  /// What is wrong and where, and what to do about it.
  public var description: String

  /// The error `kind`.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
