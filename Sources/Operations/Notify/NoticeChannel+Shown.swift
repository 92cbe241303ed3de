import HTTPFetch
import Jobs
import ListSources

extension NoticeChannel {
  /// `command`, `webhook` or `ping`.
  var word: String {
    switch kind {
    case .command: "command"
    case .webhook: "webhook"
    case .ping: "ping"
    }
  }

  /// The destination of the channel as it may be shown: the name of a program, the host of an address, or the place where the
  /// address is kept.
  var shown: String {
    switch kind {
    case .command(let command): command.words[0]
    case .webhook(.url(let url), _), .ping(.url(let url), _):
      Redactor(secrets: [], hidesPaths: true).redactAddress(url)
    case .webhook(.secret(let source), _), .ping(.secret(let source), _): source.shown
    }
  }
}

extension KeySource {
  /// Where the secret is kept.
  fileprivate var shown: String {
    switch self {
    case .environment(let name): "environment \(name)"
    case .file(let path): "file \(path)"
    case .secret(let name): "secret \(name)"
    case .none: "nowhere"
    }
  }
}
