/// Where a secret comes from; never the secret itself.
public enum KeySource: Sendable, Hashable {
  /// An environment variable.
  case environment(String)
  /// A file that only its owner can read.
  case file(String)
  /// None is needed.
  case none
}

extension KeySource {
  /// The environment variable that it is in.
  fileprivate var variable: String? { if case .environment(let name) = self { name } else { nil } }
}

extension NoticeAddress {
  /// Where it is kept; `none` where the job file has it.
  fileprivate var key: KeySource { if case .secret(let key) = self { key } else { .none } }
}

extension JobDefinition {
  /// The environment variables that the job needs: those of its keys and secret addresses, and those that its commands get.
  package var environmentNames: Set<String> {
    var keys: [KeySource] = [extract.request.key, enrich?.key ?? .none]
    var commands = [extract.command].compactMap(\.self)
    for case .github(let github) in archives { keys.append(github.key) }
    for channel in notify {
      switch channel.kind {
      case .command(let command): commands.append(command)
      case .webhook(let address, let request): keys += [address.key, request.key]
      case .ping(let address, let failure): keys += [address.key, failure?.key ?? .none]
      }
    }
    return Set(keys.compactMap(\.variable) + commands.flatMap(\.environment))
  }
}
