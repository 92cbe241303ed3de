import Glibc
import RankingModel

/// The preparation of a process. It must come before anything else opens a file or starts a thread, including Swift's
/// concurrency.
enum ProcessStart {
  /// The number of files that must be free to open. With fewer, the libraries that the program uses crash without a message. The
  /// largest commands need a few more and report that themselves.
  static let files = 24

  /// Prepares the process to run a command.
  ///
  /// - Throws: a failure if that is not possible.
  static func prepare() throws(Failure) {
    // If a reader has closed its end, as `head` does, the write fails instead of a signal ending the run.
    signal(SIGPIPE, SIG_IGN)
    keepToOwner()
    try holdStandardDescriptors()
    try requireFiles()
  }

  /// The words of the command line without the program's name.
  ///
  /// - Parameter vector: the arguments as Swift found them, in `/proc` and beside the environment. If the vector is empty,
  ///   without even the program's name, Swift did not find them.
  static func words(_ vector: [String] = CommandLine.arguments) throws(Failure) -> [String] {
    guard !vector.isEmpty else {
      throw Failure(
        .program, "the arguments of the call cannot be read, so nothing was done",
        remedy: .words(
          "see that /proc is mounted, and that no preloaded library (LD_PRELOAD) changes the environment"))
    }
    return Array(vector.dropFirst())
  }

  /// Makes new files accessible to their owner only, SQLite's files included, and keeps the memory of the process, which may
  /// contain a key, out of core dumps (setrlimit(2)).
  private static func keepToOwner() {
    umask(0o077)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // Swift's own crash report shows the memory that registers point at. It is turned off unless a user asks for it.
    if getenv("SWIFT_BACKTRACE") == nil {
      for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT] { signal(number, SIG_DFL) }
    }
  }

  /// Reserves the descriptors 0, 1 and 2. Otherwise a file opened later could get one of these numbers, and output would be
  /// written into it. Closed descriptors are opened read-only, so that they accept no output.
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
          .storage,
          "the limit of open files is too low: \(opened.count) more can be opened, and \(files) are needed",
          remedy: .words("raise the limit (ulimit -n 64)"))
      }
      opened.append(descriptor)
    }
  }
}
