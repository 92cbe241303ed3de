import HTTPFetch
import RankingModel

/// One profile of the files that AWS's programs share: `~/.aws/credentials` and `~/.aws/config`.
struct SharedProfile: Sendable {
  /// The profile's name.
  let name: String
  /// The settings of both files. Where both have a setting, the credentials file takes precedence.
  let settings: [String: String]

  /// The profile that `environment` names, or `default`.
  ///
  /// - Returns: `nil` where no file has the profile and the environment names none.
  /// - Throws: a `usage` failure where a file cannot be read, or no file has the profile that the environment names.
  static func find(in environment: [String: String]) throws(Failure) -> SharedProfile? {
    let asked = environment.value("AWS_PROFILE") ?? environment.value("AWS_DEFAULT_PROFILE")
    let name = asked ?? "default"
    let folder = "\(environment.value("HOME") ?? "")/.aws"
    let config = try sections(of: environment.value("AWS_CONFIG_FILE") ?? "\(folder)/config")
    let keys = try sections(of: environment.value("AWS_SHARED_CREDENTIALS_FILE") ?? "\(folder)/credentials")
    let found = [keys[name], config["profile \(name)"] ?? config[name]].compactMap { $0 }
    guard !found.isEmpty else {
      guard let asked else { return nil }
      throw Failure(
        .usage, "there is no AWS profile \"\(SafeText.start(of: asked))\"",
        remedy: .words("name another one in AWS_PROFILE, or write it into the file \(folder)/config"))
    }
    return SharedProfile(
      name: name, settings: found.reduce(into: [:]) { $0.merge($1) { first, _ in first } })
  }

  /// The sections of an INI file by their names. Indented lines, which hold nested settings, are skipped.
  private static func sections(of path: String) throws(Failure) -> [String: [String: String]] {
    let bytes: [UInt8]
    do throws(FetchError) { bytes = try FileReader.bytes(of: path, maximumBytes: 1 << 20) } catch {
      if error.cause == .notFound { return [:] }
      throw Failure(.usage, "the AWS settings could not be read: \(error)")
    }
    var sections: [String: [String: String]] = [:]
    var name = ""
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let first = line.first, !"#; \t".contains(first) else { continue }
      if first == "[" {
        name = line.dropFirst().prefix { $0 != "]" }.split(separator: " ").joined(separator: " ")
        sections[name, default: [:]].merge([:]) { $1 }
      } else if let equals = line.firstIndex(of: "=") {
        let value = line[line.index(after: equals)...].trimmed
        sections[name, default: [:]][line[..<equals].trimmed.lowercased()] = value
      }
    }
    return sections
  }
}

extension [String: String] {
  /// The value of the variable `name`, if it is set and not empty.
  func value(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}
