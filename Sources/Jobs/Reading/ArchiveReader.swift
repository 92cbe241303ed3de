import JSON
import RankingModel

/// Reads the archives of a job file.
struct ArchiveReader {
  let reader: JobFileReader
  /// The hosts that the job allows; `nil` for any.
  let hosts: [String]?
  /// Whether the job has a key that addresses may contain.
  let hasKey: Bool

  func archives(_ node: JobNode) -> [Archive] {
    var archives: [Archive] = []
    for element in node.list(expected: "a list of places such as - url: file:history/{day}.json.gz") ?? [] {
      guard let archive = archive(element) else { continue }
      if archives.contains(where: { $0.name == archive.name }) {
        element.report("an archive is named twice", hint: "leave one of them out")
      }
      archives.append(archive)
    }
    return archives
  }

  private func archive(_ node: JobNode) -> Archive? {
    let kinds = JobKeys.archives.compactMap(\.first?.name)
    let named = zip(kinds, JobKeys.archives).filter { node.hasKey($0.0) }
    guard node.isMapping, let (kind, keys) = named.first else {
      node.wrong(expected: "a mapping with one of \(kinds.joined(separator: ", "))")
      return nil
    }
    guard let section = node.mapping(keys), let place = section.required(kind) else { return nil }
    switch kind {
    case "git": return git(section, place)
    case "github": return github(section, place)
    case "wayback": return wayback(section, place)
    case "document": return document(section, place)
    case "files": return files(section, place)
    case "lake": return lake(section, place)
    default: return dated(section, place)
    }
  }

  private func dated(_ section: JobMapping, _ place: JobNode) -> Archive? {
    guard let text = reader.url(place, URLTemplate.dayVariables, allowsKey: hasKey) else { return nil }
    if !URLTemplate(text).namesDay {
      place.report(
        "the URL of an archive names no day", hint: "put {day} in it, such as history/{day}.json")
    }
    reader.checkHost(place, text, hosts)
    return .dated(.address(URLTemplate(text)), dates: section["dates"].flatMap(wholeAddress))
  }

  /// The address of one document for all days.
  private func wholeAddress(_ node: JobNode) -> String? {
    guard let text = reader.url(node, URLTemplate.dayVariables, allowsKey: hasKey) else { return nil }
    if URLTemplate(text).variables.contains(where: URLTemplate.dayVariables.contains) {
      node.report("\(node.name) must be one document for all days", hint: "leave the parts of the day out")
    }
    reader.checkHost(node, text, hosts)
    return text
  }

  private func github(_ section: JobMapping, _ place: JobNode) -> Archive? {
    let repository = place.value("a repository as OWNER/NAME", RepositoryText.gitHub)
    let branch = section["branch"].flatMap(branch)
    guard let paths = paths(section), let repository else { return nil }
    var github = Archive.GitHub(repository: repository, paths: paths, branch: branch)
    section.set(&github.api, to: "api", address)
    section.set(&github.raw, to: "raw", address)
    section.set(&github.key, to: "key", reader.keySource)
    reader.checkHost(section["api"] ?? place, github.api, hosts)
    reader.checkHost(section["raw"] ?? place, github.raw, hosts)
    return .github(github)
  }

  func paths(_ section: JobMapping) -> [String]? {
    guard let node = section.required("paths"),
      let elements = node.list(expected: "a list of paths")
    else { return nil }
    if elements.isEmpty { node.report("\(node.name) names no path") }
    return elements.compactMap {
      $0.value("a path in the repository, such as data/list.json", RepositoryText.path)
    }
  }

  func branch(_ node: JobNode) -> String? {
    node.value("the name of a branch", RepositoryText.branch)
  }

  private func wayback(_ section: JobMapping, _ place: JobNode) -> Archive? {
    guard let url = reader.url(place, []) else { return nil }
    if URLTemplate(url).scheme == "file" {
      place.report("\(place.name) must be the address of a web server", hint: "write https://HOST/PATH")
    }
    var wayback = Archive.Wayback(url: url)
    section.set(&wayback.server, to: "server", address)
    reader.checkHost(section["server"] ?? place, wayback.server, hosts)
    return .wayback(wayback)
  }

  private func document(_ section: JobMapping, _ place: JobNode) -> Archive? {
    let groupBy = section.required("group-by").flatMap(reader.pointer)
    if groupBy == .document {
      section["group-by"]?.report("a row is no date", hint: "name the field that has it, such as /date")
    }
    guard let url = wholeAddress(place), let groupBy else { return nil }
    return .document(Archive.Document(url: url, groupBy: groupBy))
  }

  private func files(_ section: JobMapping, _ place: JobNode) -> Archive? {
    let day = section["day"].flatMap(reader.pointer)
    guard let url = reader.url(place, []) else { return nil }
    let parts = url.split(separator: "/", omittingEmptySubsequences: false)
    if !FileURL.isFile(url) {
      place.report("\(place.name) must be a file: URL", hint: "such as file:captures/*.json")
    } else if parts.dropLast().contains(where: { $0.contains("*") }) {
      place.report("* stands only in the last part of \(place.name)", hint: "add an archive for each folder")
    } else if ["", "file:"].contains(parts.last) {
      place.report("\(place.name) names no files", hint: "add * for all files of the folder")
    } else if let path = URLTemplate(url).path(folder: reader.folder), let end = path.lastIndex(of: "/"),
      case let folder = String(path[..<end]), !reader.hasFolder(folder)
    {
      place.report(
        "there is no folder \(folder)", hint: "a relative path starts at the folder of the job file")
    }
    return .files(Archive.Files(url: url, day: day))
  }

  private func lake(_ section: JobMapping, _ place: JobNode) -> Archive? {
    guard let text = place.text() else { return nil }
    if Archive.Lake(place: text).isWeb {
      guard let url = reader.url(place, []) else { return nil }
      reader.checkHost(place, url, hosts)
    }
    let chart = section["chart"]?.value("the name of a chart") { ChartName($0) }
    return .lake(Archive.Lake(place: text, chart: chart))
  }

  /// The address of a server, to which paths are added.
  private func address(_ node: JobNode) -> String? {
    guard let text = reader.url(node, []) else { return nil }
    guard URLTemplate(text).scheme != "file", !text.contains("?"), !text.contains("#") else {
      node.report(
        "\(node.name) must be the address of a web server", hint: "write https://HOST, without a query")
      return nil
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}

/// Valid names of repositories and of their contents. Each function returns `nil` for an invalid name.
enum RepositoryText {
  /// A repository on GitHub: `OWNER/NAME`.
  static func gitHub(_ text: String) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { JobScalar.isWord($0, 1...100, or: "-_.") && !isDots($0) }
      ? text : nil
  }

  /// A path relative to the top of the repository.
  static func path(_ text: String) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isPlain && !parts.contains { $0.isEmpty || isDots($0) } ? text : nil
  }

  /// A branch that keeps the rules of `git check-ref-format`.
  static func branch(_ text: String) -> String? {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0.value != 0x7F && !"~^:?*[\\".unicodeScalars.contains($0)
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isNamed = parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
    let isWhole = !text.hasPrefix("-") && !text.hasSuffix(".") && !text.contains("..") && !text.contains("@{")
    return isPlain && isNamed && isWhole && text != "@" ? text : nil
  }

  private static func isDots(_ part: Substring) -> Bool { part == "." || part == ".." }
}
