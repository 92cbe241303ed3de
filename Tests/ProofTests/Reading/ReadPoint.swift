import FaultInjection

/// A call by which an undisturbed command reads something below the lake: the `number`th such call on this path.
struct ReadPoint: Sendable, Hashable, CustomStringConvertible {
  /// The name of the call in the trace of the fault injection, such as `readdir`.
  var call: String
  /// The path of the file or folder within the lake; empty for the lake's own folder. It is a pattern if the name contains an
  /// instant.
  var path: String
  /// The number of the call, from 1.
  var number: Int

  var description: String { "\(call) \(number) of \(path.isEmpty ? "the lake" : path)" }

  /// The points in a trace of a command in `lake`, in order. Files that did not exist before the command, and so are not in
  /// `known`, have another name each time.
  static func points(of trace: String, lake: String, known: Set<String>) -> [ReadPoint] {
    var counts: [ReadPoint: Int] = [:]
    return trace.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard "\(parts[1])/".hasPrefix("\(lake)/") else { return nil }
      let path = String(parts[1].dropFirst(lake.count + 1))
      var point = ReadPoint(
        call: String(parts[0]), path: known.contains(path) ? path : Mask.pattern(path), number: 0)
      counts[point, default: 0] += 1
      point.number = counts[point] ?? 0
      return point
    }
  }

  /// The errors that the call can return.
  var errors: [String] {
    String(cString: fault_errors(call)).split(separator: " ").map(String.init)
  }

  /// Every way in which the call can fail.
  ///
  /// Each error occurs once at every point. A lasting error is tried only at the first call of a kind on a path, both on this
  /// path alone and everywhere: an error that begins between two such calls is the same as one that begins a little later.
  var faults: [FaultFixture.Fault] {
    errors.flatMap { error in
      let once = FaultFixture.Fault(kind: error, point: number, reading: self)
      // A lock is not interrupted again and again.
      guard number == 1, !(error == "EINTR" && once.isAboutLocks) else { return [once] }
      var (here, everywhere) = (once, once)
      here.isSticky = true
      everywhere.isSticky = true
      everywhere.goesEverywhere = true
      return [once, here, everywhere]
    }
  }
}

extension FaultFixture.Fault {
  /// Whether a lock is refused.
  var isAboutLocks: Bool { ["lock", "unlock", "getlock", "flock"].contains(reading?.call) }
}
