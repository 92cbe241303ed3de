/// Something that could not be done: what failed, on what and why, and the command or act that cures it.
public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure this is; each kind has one exit code.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The words of the call do not fit.
    case usage
    /// There is no data for what was asked.
    case noData
    /// The job file, or something it names, is wrong.
    case definition
    /// The source could not be reached or gave no usable answer.
    case source
    /// Another process writes to the lake.
    case locked
    /// Stored bytes are not what they were.
    case damaged
    /// The lake has a format that this program does not know.
    case format
    /// The file system refused: full, read-only, forbidden.
    case storage
    /// Standard output takes nothing: closed, full, broken.
    case output
    /// The work was stopped from outside and can go on later.
    case interrupted
    /// A fault of the program itself.
    case program
  }

  /// What kind of failure this is.
  public var kind: Kind
  /// What failed, on what and why, in one sentence.
  public var message: String
  /// What the reader can do about it; a command where there is one.
  public var cure: String?

  /// A failure with its cure.
  public init(_ kind: Kind, _ message: String, cure: String? = nil) {
    self.kind = kind
    self.message = message
    self.cure = cure
  }

  /// The message, and the cure where there is one.
  public var description: String { cure.map { "\(message)\n  \($0)" } ?? message }
}
