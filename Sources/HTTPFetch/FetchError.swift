/// Why something could not be fetched. It may be shown, logged and stored: it contains no secret of the request.
public struct FetchError: Error, Hashable, Sendable {
  /// The operations that can fail.
  public enum Operation: String, Hashable, Sendable {
    case fetch
    case read
  }

  /// The operation that failed.
  public var operation = Operation.fetch
  /// The URL, secrets masked.
  public var subject: String
  /// What went wrong.
  public var cause: Cause
  /// How many attempts were made; 0 where the request was refused before the first.
  public var attempts = 1
  /// The wait that the server asked for; `nil` where it asked for none.
  public var retryAfter: Duration?
  /// Whether the requested address had redirected to another one, which then failed.
  public var isBehindRedirect = false

  /// Whether the same request may succeed later although nobody changes anything.
  public var isTransient: Bool { cause.isTransient }
}

extension FetchError {
  /// What went wrong. The texts are short, in plain words, and free of secrets.
  public enum Cause: Error, Hashable {
    /// A time limit passed; the text says which.
    case timedOut(String)
    /// The host was not found, refused, or broke the connection before it answered.
    case connectionFailed(String)
    /// The body stopped before its end.
    case truncated(String)
    /// The server answered with an error or an unexpected status.
    case status(Int)
    /// The server asked for a longer wait than the retry policy allows. `status` is the status of that answer.
    case retryAfterTooLong(status: Int)
    /// The body or the file is larger than `limit` bytes.
    case tooLarge(limit: Int)
    /// There were more than `limit` redirects.
    case redirectLimit(Int)
    /// The server could not prove its identity, or no encrypted connection could be made.
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
    /// A redirect leads to a host that may not be asked, or that would receive a secret.
    case hostRefused(String)
    /// The server's answer cannot be used: it is not HTTP, for example, or its head is too large.
    case badAnswer(String)
    /// libcurl is missing or cannot be used.
    case unavailable(String)
    /// The task was cancelled, or the fetcher shut down.
    case cancelled

    /// Whether the same request may succeed later although nobody changes anything.
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
