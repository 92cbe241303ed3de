import RankingModel

/// Reads the archives of a job file.
struct ArchiveReader {
  let reader: JobFileReader
  /// The hosts that the job allows; `nil` for any.
  let hosts: [String]?
  /// Whether the job has a key that may stand in an address.
  let hasKey: Bool

  func archives(_ node: JobNode) -> [Archive] {
    node.list(expected: "a list of places such as - url: file:history/{day}.json.gz")?.compactMap(archive)
      ?? []
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
    return .dated(.address(URLTemplate(text)), dates: section["dates"].flatMap(dates))
  }

  private func dates(_ node: JobNode) -> String? {
    guard let text = reader.url(node, URLTemplate.dayVariables, allowsKey: hasKey) else { return nil }
    if URLTemplate(text).variables.contains(where: URLTemplate.dayVariables.contains) {
      node.report("\(node.name) must be one document for all days", hint: "leave the parts of the day out")
    }
    reader.checkHost(node, text, hosts)
    return text
  }

  private func git(_ section: JobMapping, _ place: JobNode) -> Archive? {
    guard let repository = place.text(), let paths = paths(section) else { return nil }
    return .git(Archive.Git(repository: repository, paths: paths, branch: section["branch"]?.text()))
  }

  private func github(_ section: JobMapping, _ place: JobNode) -> Archive? {
    guard let repository = place.text(), let paths = paths(section) else { return nil }
    var github = Archive.GitHub(repository: repository, paths: paths, branch: section["branch"]?.text())
    section.set(&github.api, to: "api", address)
    section.set(&github.raw, to: "raw", address)
    section.set(&github.key, to: "key", reader.keySource)
    return .github(github)
  }

  private func paths(_ section: JobMapping) -> [String]? {
    section.required("paths")?.texts(expected: "a list of paths")?.compactMap(\.scalarText)
  }

  private func wayback(_ section: JobMapping, _ place: JobNode) -> Archive? {
    guard let url = reader.url(place, []) else { return nil }
    var wayback = Archive.Wayback(url: url)
    section.set(&wayback.server, to: "server", address)
    return .wayback(wayback)
  }

  private func document(_ section: JobMapping, _ place: JobNode) -> Archive? {
    let groupBy = section.required("group-by").flatMap(reader.pointer)
    guard let url = reader.url(place, [], allowsKey: hasKey), let groupBy else { return nil }
    reader.checkHost(place, url, hosts)
    return .document(Archive.Document(url: url, groupBy: groupBy))
  }

  private func files(_ section: JobMapping, _ place: JobNode) -> Archive? {
    guard let url = place.text() else { return nil }
    return .files(Archive.Files(url: url, day: section["day"].flatMap(reader.pointer)))
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

  /// The address of a server, in which no variable stands.
  private func address(_ node: JobNode) -> String? { reader.url(node, []) }
}
