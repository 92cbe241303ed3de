import HTTPFetch
import RankingModel
import Subprocess
import Synchronization
import SystemPackage

/// Why git failed.
struct GitError: Error {
  /// Git's own message, or ours where git gave none.
  var reason: String

  /// Whether the server or the connection to it is at fault, as far as the message tells. In doubt it is not: when git cannot
  /// write what it receives (curl 23), the server is not at fault.
  var isOfServer: Bool {
    [
      "gave no sign of life", "unable to access 'http", "Could not read from remote repository",
      "unable to connect", "unable to look up", "RPC failed; HTTP", "RPC failed; curl 18",
      "RPC failed; curl 28", "RPC failed; curl 56", "RPC failed; curl 92",
    ].contains { reason.contains($0) }
  }
}

/// Calls the installed git. No repository and no server can make git start another program, read settings that start one, or
/// prompt anybody.
struct GitProgram: Sendable {
  /// The environment variables of this process.
  let environment: [String: String]
  /// Whether a server may redirect to another one.
  let followsRedirects: Bool
  /// The seconds without a sign of life after which git is stopped, if it sends requests to a server.
  let patience: Double
  /// Texts of this machine, and the replacements for them in messages.
  let spoken: [(text: String, as: String)]

  /// The variables that git gets: they say how servers are reached and where the user's own settings are.
  private static let inherited = [
    "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "SSH_AUTH_SOCK",
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy",
    "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
  ]

  /// The configuration for calling git with `words`.
  ///
  /// - Parameter asks: whether git may send requests to the repository's server. If not, it can send none, whatever a repository
  ///   says.
  func configuration(_ words: [String], asks: Bool = false) -> Configuration {
    var variables: [Environment.Key: String] = [
      "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0",
      "GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1",
      "GIT_ALLOW_PROTOCOL": asks ? "file:git:http:https:ssh" : "none",
    ]
    for name in GitProgram.inherited {
      if let key = Environment.Key(rawValue: name) { variables[key] = environment[name] }
    }
    let settings = [
      "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.pager=cat", "log.showSignature=false",
      "log.showRoot=true", "log.follow=false", "gc.autoDetach=false", "maintenance.autoDetach=false",
      "http.followRedirects=\(followsRedirects ? "initial" : "false")",
      // If this process is killed, git must not wait for a silent server for ever.
      "http.lowSpeedLimit=1", "http.lowSpeedTime=\(Int(min(patience, 86_400)) + 10)",
    ]
    var options = PlatformOptions()
    // Without a terminal git cannot ask for a password.
    options.createSession = true
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    return Configuration(
      executable: .name("git"), arguments: Arguments(settings.flatMap { ["-c", $0] } + words),
      environment: .custom(variables), workingDirectory: "/", platformOptions: options)
  }

  /// The output of git, called with `words`.
  ///
  /// - Throws: `GitError` where git fails, `Failure` where there is no git.
  @discardableResult
  func output(
    _ words: [String], asks: Bool = false, input: [UInt8] = [], limit: Int = 256 << 20
  ) async throws -> [UInt8] {
    let signs = SignsOfLife()
    let configuration = configuration(words, asks: asks)
    do {
      return try await withThrowingTaskGroup(of: [UInt8].self) { group in
        group.addTask {
          let result = try await Subprocess.run(
            configuration, input: .inputWriter, output: .bytes(limit: limit), error: .sequence
          ) { execution in
            // Git may have ended already. Then git's own message is reported, not the failed write.
            _ = try? await execution.standardInputWriter.write(input)
            try? await execution.standardInputWriter.finish()
            for try await buffer in execution.standardError {
              signs.add(buffer.withUnsafeBytes { Array($0) })
            }
          }
          guard case .exited(0) = result.terminationStatus else { throw GitError(reason: said(signs.words)) }
          return result.standardOutput
        }
        // Without requests, git waits for no server, and is silent while it works.
        if asks {
          group.addTask {
            while signs.silence < .seconds(patience) {
              try await Task.sleep(for: .seconds(patience) - signs.silence + .milliseconds(1))
            }
            throw GitError(reason: "git gave no sign of life for \(patience) seconds")
          }
        }
        defer { group.cancelAll() }
        return try await group.next() ?? []
      }
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      switch error.code {
      case .executableNotFound:
        throw Failure(
          .source, "git repositories are read by the program git, which is not installed",
          remedy: .words("install git, or use GitHub's API: write github instead of git"))
      case .outputLimitExceeded: throw GitError(reason: "git printed more than \(limit) bytes")
      default: throw GitError(reason: "git cannot be run: \(SafeText.start(of: error.description))")
      }
    } catch {
      try Task.checkCancellation()
      throw error
    }
  }

  /// The last lines of git's messages, without those about its progress.
  private func said(_ words: String) -> String {
    let lines = words.split(whereSeparator: \.isNewline).map { $0.trimmed }
      .filter { line in !line.isEmpty && !["%", "hint:", "objects: "].contains { line.contains($0) } }
      .suffix(3)
    guard !lines.isEmpty else { return "git failed without a message" }
    var text = lines.joined(separator: " / ")
    for piece in spoken { text.replace(piece.text, with: piece.as) }
    // The user's own settings may put a password into an address.
    text.replace(/:\/\/[^\/\s@]+@/, with: "://")
    return SafeText.start(of: text, limit: 400)
  }
}

/// The messages of a program on standard error, and the time of the last one.
private final class SignsOfLife: Sendable {
  private let state = Mutex((last: ContinuousClock.now, said: [UInt8]()))

  func add(_ bytes: [UInt8]) {
    state.withLock { state in
      state.last = .now
      state.said = Array((state.said + bytes).suffix(4096))
    }
  }

  var silence: Duration { state.withLock { .now - $0.last } }
  var words: String { state.withLock { String(decoding: $0.said, as: UTF8.self) } }
}
