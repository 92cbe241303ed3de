public import JSON

/// Something that could not be done: what failed, on what and why, and what would mend it.
public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure this is; each kind has one exit code. The raw values are names for programs.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A usage error.
    case usage
    /// There is no data for what was asked.
    case noData = "no-data"
    /// A list is missing although its deadline has passed.
    case late
    /// The job file, or something it names, is wrong.
    case definition
    /// The source could not be reached or gave no usable answer.
    case source
    /// Another process writes to the lake.
    case locked
    /// Stored bytes are changed or missing.
    case damaged
    /// The lake has a format that this program does not know.
    case format
    /// The storage refused an operation: full, read-only, forbidden.
    case storage
    /// Standard output cannot be written: closed, full, broken.
    case output
    /// The work was stopped from outside and can go on later.
    case interrupted
    /// An internal error.
    case program
  }

  /// What kind of failure this is.
  public var kind: Kind
  /// What failed, on what and why, in one sentence.
  public var message: String
  /// What would mend it, where that is known.
  public var remedy: Remedy?
  /// Further facts for programs, such as the items that match.
  public var facts: [JSONMember]

  /// A failure with its remedy and its facts.
  public init(_ kind: Kind, _ message: String, remedy: Remedy? = nil, facts: [JSONMember] = []) {
    (self.kind, self.message, self.remedy, self.facts) = (kind, message, remedy, facts)
  }

  /// The message.
  public var description: String { message }
}

/// The result of `read`; `nil` where the stored bytes are damaged or missing.
///
/// - Throws: every other failure: bytes that could not be read may be sound.
package func unlessDamaged<Value>(
  _ read: @autoclosure () throws(Failure) -> Value
) throws(Failure) -> Value? {
  do throws(Failure) { return try read() } catch {
    guard error.kind == .damaged else { throw error }
    return nil
  }
}

/// `unlessDamaged` for an asynchronous `read`.
package func unlessDamaged<Value>(
  awaiting read: @autoclosure () async throws(Failure) -> Value
) async throws(Failure) -> Value? {
  do throws(Failure) { return try await read() } catch {
    guard error.kind == .damaged else { throw error }
    return nil
  }
}

extension Error {
  /// Whether work was stopped before its end, by a signal or because its task was cancelled.
  package var isInterruption: Bool { self is CancellationError || (self as? Failure)?.kind == .interrupted }
}
