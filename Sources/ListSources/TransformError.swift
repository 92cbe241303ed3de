/// Why no list can be read from a document.
public struct TransformError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of faults.
  public enum Kind: Sendable, Hashable {
    /// There are no bytes, or only white space.
    case empty
    /// The document is a web page instead of data.
    case webPage
    /// The text is not JSON.
    case notJSON
    /// The text is not a table.
    case notTable
    /// The document exceeds a limit of rows, keys, values or levels.
    case excess
    /// The job's pointer does not lead to an array.
    case noArray
    /// The array holds something other than rows.
    case noRows
  }

  /// The kind of fault.
  public var kind: Kind
  /// The fault, its place and what to do about it.
  public var description: String

  /// An error of the kind `kind`.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
