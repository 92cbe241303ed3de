/// Where a secret comes from; never the secret itself.
public enum KeySource: Sendable, Hashable {
  /// An environment variable.
  case environment(String)
  /// A file that only its owner can read.
  case file(String)
  /// A store of secrets: Secrets Manager by the secret's name, or a parameter of Systems Manager by `ssm:` and its path.
  case secret(String)
  /// No secret is needed.
  case none
}

extension KeySource {
  /// The name of the variable that holds the secret `name` of a secret store, once it was fetched.
  package static func variable(ofSecret name: String) -> String { "secret:\(name)" }

  /// The environment variable with the secret; `nil` for every other source.
  fileprivate var variable: String? { if case .environment(let name) = self { name } else { nil } }
  /// The secret's name in a secret store; `nil` for every other source.
  fileprivate var stored: String? { if case .secret(let name) = self { name } else { nil } }
}

extension NoticeAddress {
  /// Where the address is kept; `none` if it is in the job file.
  fileprivate var key: KeySource { if case .secret(let key) = self { key } else { .none } }
}

extension JobDefinition {
  /// The environment variables that the job needs: those of its keys and secret addresses, and those that its commands get.
  package var environmentNames: Set<String> {
    var commands = [extract.command].compactMap(\.self)
    for channel in notify { if case .command(let command) = channel.kind { commands.append(command) } }
    return Set(keys.compactMap(\.variable) + commands.flatMap(\.environment))
  }

  /// The names, in secret stores, of all secrets that the job needs.
  package var secretNames: Set<String> { Set(keys.compactMap(\.stored)) }

  /// The names, in secret stores, of the secrets that the list at the live address needs.
  package var listSecretNames: Set<String> { Set([extract.request.key.stored].compactMap(\.self)) }

  /// The names, in secret stores, of the secrets that the enrichment needs.
  package var enrichSecretNames: Set<String> { Set([enrich?.key.stored].compactMap(\.self)) }

  private var keys: [KeySource] {
    var keys: [KeySource] = [extract.request.key, enrich?.key ?? .none]
    for case .github(let github) in archives { keys.append(github.key) }
    for channel in notify {
      switch channel.kind {
      case .command: break
      case .webhook(let address, let request): keys += [address.key, request.key]
      case .ping(let address, let failure): keys += [address.key, failure?.key ?? .none]
      }
    }
    return keys
  }
}
