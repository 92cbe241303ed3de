/// Why something could not be fetched, fit to be shown, logged and stored: it holds no secret of the request.
public struct FetchError: Error, Hashable, Sendable {
  /// What was being done.
  public enum Operation: String, Hashable, Sendable {
    case fetch
    case read
  }

  /// What was being done.
  public var operation = Operation.fetch
  /// The URL, secrets masked.
  public var subject: String
  /// What went wrong.
  public var cause: Cause
  /// How many attempts were made; 0 where the request was refused before the first.
  public var attempts = 1
  /// How long the server asked to be left alone, where it did.
  public var retryAfter: Duration?
  /// Whether the address that was asked had answered already and led to another: what failed is not its own.
  public var isBehindRedirect = false

  /// Whether the same request may succeed at another time without anybody changing anything.
  public var isTransient: Bool { cause.isTransient }
}

extension FetchError {
  /// What went wrong. Texts inside are short, in plain words, and free of secrets.
  public enum Cause: Error, Hashable {
    /// A time limit passed; the text says which.
    case timedOut(String)
    /// The host was not found, refused, or broke the connection before it answered.
    case connectionFailed(String)
    /// The body stopped before its end.
    case truncated(String)
    /// The server answered with an error or an unexpected status.
    case status(Int)
    /// The server asked to be left alone for longer than the retry policy waits. The status is the one it
    /// came with.
    case retryAfterTooLong(status: Int)
    /// The body or the file is larger than `limit` bytes.
    case tooLarge(limit: Int)
    /// There were more than `limit` redirects.
    case redirectLimit(Int)
    /// The server could not prove who it is, or no encrypted connection came about.
    case tls(String)
    /// There is no such file.
    case notFound
    /// The path leads to a folder.
    case isFolder
    /// The file is there but cannot be read.
    case unreadable(String)
    /// The URL cannot be understood.
    case badURL(String)
    /// A header of the request cannot be sent; the text is its name.
    case badHeader(String)
    /// The URL, or a redirect, names a scheme other than the allowed ones.
    case schemeRefused(String)
    /// A redirect leads to a host that may not be asked, or that would learn a secret.
    case hostRefused(String)
    /// What the server sent is not HTTP.
    case badAnswer(String)
    /// libcurl is missing or cannot be used.
    case unavailable(String)
    /// The task was cancelled, or the fetcher shut down.
    case cancelled

    /// Whether the same request may succeed at another time without anybody changing anything.
    public var isTransient: Bool {
      switch self {
      case .timedOut, .connectionFailed, .truncated, .retryAfterTooLong: true
      case .status(let status): status == 408 || status == 425 || status == 429 || status >= 500
      case .tooLarge, .redirectLimit, .tls, .notFound, .isFolder, .unreadable, .badURL, .badHeader,
        .schemeRefused, .hostRefused, .badAnswer, .unavailable, .cancelled:
        false
      }
    }
  }
}
