import Glibc
import HTTPFetch
import JSON
import Jobs
import LakeStore
import Pipeline

/// A destination of lineage events.
protocol LineageLog: Sendable {
  /// Takes an event without waiting. A failure is told as a warning.
  func add(_ event: [UInt8])

  /// Ends the log: no event follows. When this returns, all events taken have been delivered, as far as that was possible in
  /// time.
  func close() async
}

extension Workplace {
  /// The environment variable that holds the key for a lineage address.
  static let lineageKey = "MARQUEE_LINEAGE_KEY"

  /// Does `work` at this workplace, and logs the beginning and the end of each run as OpenLineage events. An event that cannot be
  /// delivered causes a warning and makes nothing fail.
  ///
  /// - Parameter target: a file that gets one line per event, or an http(s) URL to which events are posted.
  public func keepingLineage<Value>(
    in target: String, _ work: (Workplace) async throws -> Value
  ) async throws -> Value {
    let log: any LineageLog =
      URLTemplate(target).isWeb
      ? LineageSender(
        url: target, key: dependencies.environment[Workplace.lineageKey], fetcher: dependencies.fetcher,
        warning: warning)
      : LineageFile(path: target, warning: warning)
    let (lake, program) = (lineageNamespace, options.program ?? "unknown")
    var workplace = self
    workplace.dependencies.onMoment = { moment in
      log.add(CanonicalJSON.bytes(LineageEvent(moment: moment, lake: lake, program: program).json))
    }
    do {
      let value = try await work(workplace)
      await log.close()
      return value
    } catch {
      await log.close()
      throw error
    }
  }

  /// The URL of the lake's folder; for a lake in another storage, the name of the place.
  private var lineageNamespace: String {
    guard place.name == place.folder else { return place.name }
    let working = getcwd(nil, 0).map { path in
      defer { free(path) }
      return String(cString: path)
    }
    return FileURL.absolute(
      "file:" + PercentEncoding.encoded(place.folder, keeping: "-._~/"), folder: working ?? "/")
  }
}
