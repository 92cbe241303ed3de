import RankingModel

extension ArchiveReader {
  func git(_ section: JobMapping, _ place: JobNode) -> Archive? {
    let branch = section["branch"].flatMap { node in
      node.value("the name of a branch", hint: "such as main") { Archive.Git.isBranch($0) ? $0 : nil }
    }
    guard let repository = place.text(), let paths = section.required("paths").flatMap(gitPaths) else {
      return nil
    }
    let git = Archive.Git(repository: repository, paths: paths, branch: branch)
    check(git, place)
    return .git(git)
  }

  private func gitPaths(_ node: JobNode) -> [String]? {
    let nodes = node.texts(expected: "a list of paths") ?? []
    for path in nodes where path.scalarText.map(Archive.Git.isPath) == false {
      path.report("\(path.name) must be the path of a file, told from the top of the repository")
    }
    if node.isList, nodes.isEmpty { node.report("\(node.name) names no path") }
    return nodes.isEmpty ? nil : nodes.compactMap(\.scalarText)
  }

  /// Messages never show the address: a secret may stand in it.
  private func check(_ git: Archive.Git, _ place: JobNode) {
    if git.repository.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      place.report("\(place.name) has a character that no address has")
    }
    guard let url = git.url else { return }
    let template = URLTemplate(url)
    let scheme = template.scheme ?? ""
    guard Archive.Git.schemes.contains(scheme), !git.repository.prefix(while: { $0 != "/" }).contains("::")
    else {
      return place.report(
        "\(place.name) has a scheme that is not read",
        hint: "\(Archive.Git.schemes.joined(separator: ", ")) are read, and paths")
    }
    let user = template.authority.split(separator: "@", omittingEmptySubsequences: false).dropLast()
    if scheme.hasPrefix("http") ? !user.isEmpty : user.joined().contains(":") {
      place.report(
        "\(place.name) holds a user name or password",
        hint: "a job file holds no secret: git asks its own credential helper, or ssh its agent")
    }
    guard scheme != "file" else { return }
    if template.host.flatMap(JobScalar.host)?.hasPrefix("-") != false || template.authority.hasPrefix("-") {
      place.report("\(place.name) has a host that is no host name")
    }
    reader.checkHost(place, url, hosts)
  }
}
