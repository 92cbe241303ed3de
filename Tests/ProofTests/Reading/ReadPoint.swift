import FaultInjection

/// A call by which an undisturbed command reads something beneath the lake: the `number`th such call on that path.
struct ReadPoint: Sendable, Hashable, CustomStringConvertible {
  /// As the trace of the fault injection names it, such as `readdir`.
  var call: String
  /// The file or folder, within the lake; empty for the lake's own folder. A pattern where the name holds an instant.
  var path: String
  /// From 1.
  var number: Int

  var description: String { "\(call) \(number) of \(path.isEmpty ? "the lake" : path)" }

  /// The points of a trace of a command in `lake`, in their order. What was not there before the command, `known`, has
  /// another name each time.
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
  /// Each error is met once at every point. That it lasts is tried at the first of a path's calls of one kind alone, on
  /// that path and everywhere: a medium that gives way between two such calls is the one fault met a little later.
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
