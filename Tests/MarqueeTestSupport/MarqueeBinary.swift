import Foundation
public import Glibc
import Synchronization

/// The built `marquee`, run as a process of its own, as users run it.
public enum MarqueeBinary {
  /// The path of the program: beside the test bundle. `MARQUEE_BINARY` names another build of the program.
  public static let path = ProcessInfo.processInfo.environment["MARQUEE_BINARY"] ?? "\(products)/marquee"

  /// The library of injected faults, which stands between the program and the system when `LD_PRELOAD` loads it. It is beside the
  /// program or the test bundle. See Tests/FaultInjection.
  public static let faultInjection: String = {
    let folder = (path as NSString).deletingLastPathComponent
    let beside = "\(folder)/libFaultInjection.so"
    return FileManager.default.fileExists(atPath: beside) ? beside : "\(products)/libFaultInjection.so"
  }()

  /// The folder of the test bundle.
  private static let products: String = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (bundle as NSString).deletingLastPathComponent
  }()

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - arguments: the words after the program's name.
  ///   - environment: the variables that the program sees besides `PATH`, `HOME` and `TMPDIR`. It does not see those of the
  ///     tests.
  ///   - memory: the limit of its memory in MiB; beyond it the program dies.
  ///   - files: the limit of its open files.
  /// - Throws: `RunningProgram.StartError`.
  public static func start(
    _ arguments: [String], environment: [String: String] = [:], memory: Int? = nil, files: Int? = nil
  ) throws -> RunningProgram {
    let kept = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
    let environment = kept.merging(environment) { $1 }
    let limits = [memory.map { "ulimit -d \($0 * 1024) && " }, files.map { "ulimit -n \($0) && " }]
      .compactMap(\.self)
    if limits.isEmpty { return try RunningProgram(path, arguments, environment: environment) }
    let words = ["-c", "\(limits.joined())exec \"$0\" \"$@\"", path]
    return try RunningProgram("/bin/sh", words + arguments, environment: environment)
  }

  /// Runs the program to its end.
  public static func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> RunningProgram.Ending {
    try await start(arguments, environment: environment).ending()
  }
}

/// A process that a test has started, and can signal and wait for. It is killed when the last reference goes.
public final class RunningProgram: Sendable {
  /// Why a program could not be started.
  public struct StartError: Error, CustomStringConvertible {
    /// The program, and the system's message.
    public let description: String
  }

  /// The result of a finished process.
  public struct Ending: Sendable {
    /// The exit code, or 128 and the number of the signal that ended it.
    public var status: Int32
    /// What it wrote to standard output.
    public var output: String
    /// What it wrote to standard error.
    public var errors: String
  }

  /// The process.
  public let process: pid_t
  private let scratch: TemporaryFolder
  private let isReaped = Mutex(false)
  private let waiting = Mutex<Task<Ending, any Error>?>(nil)

  /// Starts `program` with the file `input` as its standard input, and with no descriptor of the tests except the three standard
  /// ones.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String], input: String = "/dev/null"
  ) throws {
    scratch = try TemporaryFolder()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, scratch.path(of: "output"), flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, scratch.path(of: "errors"), flags, 0o600)
    closeOthers(&actions)
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, program, &actions, nil, words, variables)
    guard code == 0 else { throw StartError(description: "\(program): \(String(cString: strerror(code)))") }
    self.process = process
  }

  deinit {
    signal(SIGKILL)
    isReaped.withLock { isReaped in
      if !isReaped { waitpid(process, nil, 0) }
    }
  }

  /// Sends a signal; does nothing if the process has ended.
  public func signal(_ number: Int32) {
    isReaped.withLock { isReaped in
      // Until the process is waited for, its number belongs to no other process.
      if !isReaped { kill(process, number) }
    }
  }

  /// Waits for the end and returns it. May be called more than once.
  public func ending() async throws -> Ending {
    let task = waiting.withLock { waiting in
      let task = waiting ?? Task { try await self.waitForEnd() }
      waiting = task
      return task
    }
    return try await task.value
  }

  /// The same, for callers that are not asynchronous. Call one of both.
  public func endingWaitedFor() throws -> Ending { try ending(reap()) }

  /// What the process has written to standard error so far.
  public var errorsSoFar: String { (try? text(of: "errors")) ?? "" }

  /// What the process has written to standard output so far.
  public func outputSoFar() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.path(of: "output"))))
  }

  private func waitForEnd() async throws -> Ending {
    let status = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: self.reap()) }
    }
    return try ending(status)
  }

  private func ending(_ status: Int32) throws -> Ending {
    Ending(status: status, output: try text(of: "output"), errors: try text(of: "errors"))
  }

  private func reap() -> Int32 {
    // The process is waited for without the lock, but reaped with it: see `signal`.
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    return isReaped.withLock { isReaped in
      var status: Int32 = 0
      waitpid(process, &status, 0)
      isReaped = true
      let number = status & 0x7f
      return number == 0 ? (status >> 8) & 0xff : 128 + number
    }
  }

  private func text(of name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: scratch.path(of: name))), as: UTF8.self)
  }
}

/// Lets the new process keep only the three standard descriptors. A connection of a test's server does not end when the server
/// closes it, if another process holds the connection too.
private func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
  // The system's module does not declare this call, because it is an extension.
  typealias Call = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, CInt) -> CInt
  guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "posix_spawn_file_actions_addclosefrom_np") else { return }
  _ = unsafeBitCast(symbol, to: Call.self)(&actions, 3)
}
