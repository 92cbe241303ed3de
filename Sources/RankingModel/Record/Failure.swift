/// Something that could not be done: what failed, on what and why, and the command or act that mends it.
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
  public var hint: String?

  /// A failure with its hint.
  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// The message, and the hint where there is one.
  public var description: String { hint.map { "\(message)\n  \($0)" } ?? message }
}

/// What `read` gives; `nil` where what it reads is damaged or missing.
///
/// - Throws: every other failure: what could not be read may be sound.
package func unlessDamaged<Value>(
  _ read: @autoclosure () throws(Failure) -> Value
) throws(Failure) -> Value? {
  do throws(Failure) { return try read() } catch {
    guard error.kind == .damaged else { throw error }
    return nil
  }
}

/// As the other one, of a read that takes a while.
package func unlessDamaged<Value>(
  awaiting read: @autoclosure () async throws(Failure) -> Value
) async throws(Failure) -> Value? {
  do throws(Failure) { return try await read() } catch {
    guard error.kind == .damaged else { throw error }
    return nil
  }
}
