import Glibc
import RankingModel

/// What a process must see to before anything else, the language's concurrency included, opens a file or starts a thread.
enum ProcessStart {
  /// So many files must be free to open. With fewer the libraries beneath the program die where they need one, without a
  /// word. The largest commands need a few more and tell so themselves.
  static let files = 24

  /// Makes the process fit to run a command.
  ///
  /// - Throws: a failure where it cannot be made fit.
  static func prepare() throws(Failure) {
    // A reader that has gone, as `head` does, is met at the write, not by a signal in the middle of a run.
    signal(SIGPIPE, SIG_IGN)
    keepToOwner()
    try holdStandardDescriptors()
    try requireFiles()
  }

  /// The words that the process was called with, without the program's own name.
  ///
  /// - Parameter vector: the arguments as the language has them. It looks for them in `/proc` and beside the environment; a
  ///   process without any, not even the program's name, is one where it did not find them.
  static func words(_ vector: [String] = CommandLine.arguments) throws(Failure) -> [String] {
    guard !vector.isEmpty else {
      throw Failure(
        .program, "the arguments of the call cannot be read, so nothing was done",
        remedy: .words(
          "see that /proc is mounted, and that no preloaded library (LD_PRELOAD) changes the environment"))
    }
    return Array(vector.dropFirst())
  }

  /// Makes what this process writes its owner's alone, SQLite's files too, and keeps its memory, which may hold a key, out
  /// of core dumps (setrlimit(2)).
  private static func keepToOwner() {
    umask(0o077)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // The language's own report of a crash shows what registers point at. Who wants it asks for it.
    if getenv("SWIFT_BACKTRACE") == nil {
      for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT] { signal(number, SIG_DFL) }
    }
  }

  /// Keeps the numbers 0, 1 and 2 from the files that are opened later: what goes to standard output would be written into
  /// one. Those that were closed are opened so that they take nothing.
  private static func holdStandardDescriptors() throws(Failure) {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      guard open("/dev/null", O_RDONLY) == descriptor else {
        throw Failure(
          .storage, "/dev/null cannot be opened: \(String(cString: strerror(errno)))",
          remedy: .words("open standard input, output and error, or see that /dev/null is there"))
      }
    }
  }

  private static func requireFiles() throws(Failure) {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<files {
      let descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else {
        throw Failure(
          .storage, "too few files may be open: \(opened.count) more, and \(files) are needed",
          remedy: .words("raise the limit (ulimit -n 64)"))
      }
      opened.append(descriptor)
    }
  }
}
