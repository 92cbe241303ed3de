import Glibc
import HTTPFetch
import JSON
import Jobs
import LakeStore
import Pipeline

/// Where events go.
protocol LineageLog: Sendable {
  /// Takes an event. It waits for nobody, and what goes wrong is told as a warning.
  func add(_ event: [UInt8])

  /// No event follows. On return those that were taken are where they belong, as far as that could be done in time.
  func close() async
}

extension Workplace {
  /// The environment variable that has the key of an address of lineage.
  static let lineageKey = "MARQUEE_LINEAGE_KEY"

  /// Does `work` at this workplace, and tells of the beginning and the end of each run in events of OpenLineage. What cannot be told
  /// is a warning, and makes nothing fail.
  ///
  /// - Parameter target: the file that gets a line for each event, or the http(s) URL to which events are posted.
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

  /// The URL of the lake's folder, or what another storage is called.
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
