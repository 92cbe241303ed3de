extension FetchError: CustomStringConvertible {
  /// The operation, its subject, the cause and, where there is one, the hint: one line of at most 600 characters.
  public var description: String {
    let tries = attempts > 1 ? ", after \(attempts) attempts" : ""
    let hint = hint.map { " (\($0))" } ?? ""
    let what = "\(operation.rawValue) \(bounded(subject, to: 250))"
    return "cannot \(what): \(bounded(reason, to: 200))\(tries)\(hint)"
  }

  /// What the user can do about it, where that is known.
  public var hint: String? {
    switch cause {
    case .timedOut, .connectionFailed: "check the network, then run it again"
    case .truncated: "run it again"
    case .status(401), .status(403): "check the key or the rights it needs"
    case .status(404), .status(410): "check the address"
    case .status(429): "run it again later, or with fewer requests"
    case .status(let status) where status >= 500: "the fault is the server's: run it again later"
    case .retryAfterTooLong: "run it again then"
    case .tooLarge: "if that size is right, raise the limit"
    case .redirectLimit:
      "two addresses may redirect to each other: open it in a browser and use the final address"
    case .tls: "check the address and this machine's clock and ca-certificates package"
    case .notFound, .isFolder: "check the path"
    case .unreadable: "check its owner and rights with ls -l"
    case .badURL: "write it as https://host/path or file:path"
    case .schemeRefused where !isBehindRedirect: "use http, https or file"
    case .unavailable: "install libcurl, for example with: sudo apt-get install libcurl4"
    case .status, .badHeader, .schemeRefused, .hostRefused, .badAnswer, .cancelled: nil
    }
  }

  private var reason: String {
    switch cause {
    case .timedOut(let detail), .connectionFailed(let detail), .truncated(let detail), .tls(let detail),
      .badURL(let detail), .unreadable(let detail), .hostRefused(let detail), .badAnswer(let detail),
      .unavailable(let detail):
      detail
    case .status(let status): Self.answer(status)
    case .retryAfterTooLong(let status):
      "\(Self.answer(status)) and asks to wait "
        + "\((retryAfter ?? .zero).components.seconds) seconds, which is longer than the limit"
    case .tooLarge(let limit): "it is larger than the limit of \(limit) bytes"
    case .redirectLimit(let limit): "it redirects more than \(limit) times"
    case .notFound: "there is no such file"
    case .isFolder: "it is a folder, not a file"
    case .badHeader(let name): "the header “\(name)” holds a character that cannot be sent"
    case .schemeRefused(let scheme) where isBehindRedirect:
      "it redirects to an address with the scheme “\(scheme)”, and redirects may lead to http and https only"
    case .schemeRefused(let scheme): "the scheme “\(scheme)” is not allowed there"
    case .cancelled: "it was cancelled"
    }
  }

  private static func answer(_ status: Int) -> String {
    "the server answered with status \(status)" + (meanings[status].map { " (\($0))" } ?? "")
  }

  private static let meanings = [
    401: "not authorised", 403: "forbidden", 404: "not found", 408: "request timeout", 410: "gone",
    429: "too many requests", 500: "internal error", 502: "bad gateway", 503: "unavailable",
    504: "gateway timeout", 522: "the origin server did not respond",
  ]

  /// `text` on one line, cut to `length` characters.
  private func bounded(_ text: String, to length: Int) -> String {
    let line = String(text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } == true ? " " : $0 })
    return line.count <= length ? line : line.prefix(length - 1) + "…"
  }
}
