import RankingModel

extension ArchiveReader {
  func git(_ section: JobMapping, _ place: JobNode) -> Archive? {
    let branch = section["branch"].flatMap(branch)
    guard let repository = place.text(), let paths = paths(section) else { return nil }
    let git = Archive.Git(repository: repository, paths: paths, branch: branch)
    check(git, place)
    return .git(git)
  }

  /// Messages never show the address, because it may contain a secret.
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
