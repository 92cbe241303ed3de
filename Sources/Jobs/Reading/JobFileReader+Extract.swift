import HTTPFetch
import JSON
import RankingModel

extension JobFileReader {
  func extraction(_ node: JobNode) -> Extraction? {
    let keys = [
      "url", "items", "maximum-size", "connect-timeout", "total-timeout", "redirects", "attempts", "hosts",
    ]
    guard let section = node.mapping(keys) else { return nil }
    let urlNode = section.required("url")
    let url = urlNode.flatMap { self.url($0, URLTemplate.dayVariables) }
    let items = section["items"].map { pointer($0) } ?? JSONPointer("")
    var extraction = Extraction(url: url ?? "", items: items ?? JSONPointer.document)
    section.set(&extraction.maximumSize, to: "maximum-size") {
      $0.value("a size from 1KiB to 16GiB, such as 64MiB", in: 1 << 10...16 << 30, JobScalar.size)
    }
    section.set(&extraction.connectTimeout, to: "connect-timeout", timeout)
    section.set(&extraction.totalTimeout, to: "total-timeout", timeout)
    section.set(&extraction.redirects, to: "redirects") { $0.wholeNumber(0...20) }
    section.set(&extraction.attempts, to: "attempts") { $0.wholeNumber(1...20) }
    extraction.hosts = section["hosts"].flatMap { hosts($0, urlNode, url) }
    return url == nil || items == nil ? nil : extraction
  }

  func timeout(_ node: JobNode) -> Double? {
    node.value("a duration from 1ms to 1h, such as 30s", in: 0.001...3600, JobScalar.duration)
  }

  func pointer(_ node: JobNode) -> JSONPointer? {
    // YAML reads an empty value as nothing; the empty pointer is the whole document.
    guard let text = node.scalarText else {
      node.wrong(expected: "a JSON Pointer", hint: "such as \"/items\", or \"\" for the document itself")
      return nil
    }
    if let pointer = JSONPointer(text) { return pointer }
    let hint =
      text.hasPrefix("/")
      ? "\"~\" is written ~0 and \"/\" in a name ~1"
      : "start it with a slash: \"/\(SafeText.start(of: text, limit: 60))\""
    node.wrong(expected: "a JSON Pointer", hint: hint)
    return nil
  }

  /// The hosts that a section allows; `url`'s own must be among them.
  func hosts(_ node: JobNode, _ urlNode: JobNode?, _ url: String?) -> [String]? {
    guard let elements = node.list(expected: "a list of host names") else { return nil }
    let hosts = elements.compactMap {
      $0.value("the name of a host, such as www.example.org or *.example.org", JobScalar.hostPattern)
    }
    if hosts.count == elements.count { checkHost(urlNode, url, hosts) }
    return hosts
  }

  /// Checks that the host of `url` is one of `hosts`, where there are any.
  func checkHost(_ urlNode: JobNode?, _ url: String?, _ hosts: [String]?) {
    guard let hosts, let url, let host = URLTemplate(url).host, URLTemplate(url).scheme != "file",
      !hosts.contains(where: { HostPattern($0).matches(host) })
    else { return }
    urlNode?.report(
      "the host of the URL is not among the hosts allowed", hint: "add \(SafeText.start(of: host)) to hosts")
  }

  /// The URL template at `node`, in which `variables` may stand. Messages never show a URL: a secret may stand in it.
  func url(_ node: JobNode, _ variables: [String]) -> String? {
    guard let text = node.scalarText, !text.isEmpty else {
      node.wrong(expected: "a URL")
      return nil
    }
    let template = URLTemplate(text)
    let before = node.document.diagnostics.count
    checkScheme(template, node)
    checkSecrets(template, node)
    checkVariables(template, node, variables)
    return node.document.diagnostics.count == before ? text : nil
  }

  private func checkScheme(_ template: URLTemplate, _ node: JobNode) {
    switch template.scheme {
    case "http", "https":
      if template.host == nil {
        node.report("\(node.name) has no host", hint: "write https://HOST/PATH")
      } else if template.authority.contains(where: { $0 == "{" || $0 == "}" }) {
        node.report("a variable cannot stand in the host of \(node.name)")
      } else if !template.authority.contains("@"), template.host.flatMap(JobScalar.host) == nil {
        node.report("\(node.name) has a host that is no host name")
      }
    case "file": break
    case let scheme?:
      node.report(
        "\(node.name) has the scheme \"\(SafeText.start(of: scheme, limit: 20))\"",
        hint: "http, https and file are read")
    case nil:
      node.report("\(node.name) must be a URL", hint: "start it with https:, http: or file:")
    }
  }

  private func checkSecrets(_ template: URLTemplate, _ node: JobNode) {
    if template.authority.contains("@") {
      node.report("\(node.name) holds a user name or password", hint: secretHint)
    }
    let names: Set<String> = [
      "apikey", "key", "token", "accesstoken", "auth", "authkey", "password", "passwd", "pwd", "secret",
      "sig",
      "signature", "clientsecret",
    ]
    guard let query = template.text.split(separator: "?", maxSplits: 1).dropFirst().first else { return }
    for parameter in query.split(whereSeparator: { "&;#".contains($0) }) {
      guard let equals = parameter.firstIndex(of: "=") else { continue }
      let name = parameter[..<equals].lowercased().filter { $0 != "-" && $0 != "_" }
      if names.contains(name), parameter[equals...] != "={key}" {
        node.report(
          "\(node.name) holds a secret in its parameter \"\(SafeText.start(of: parameter[..<equals], limit: 40))\"",
          hint: "\(secretHint), and {key} in the URL")
      }
    }
  }

  private func checkVariables(_ template: URLTemplate, _ node: JobNode, _ known: [String]) {
    let spelled = known.map { "{\($0)}" }.joined(separator: ", ")
    for name in template.variables where !known.contains(name) {
      let hint =
        if name == "id" {
          "a list is about no single item; \(spelled) stand for parts of the day"
        } else if URLTemplate.dayVariables.contains(name) {
          "an answer about an item is kept for every day; {id} stands for its id"
        } else {
          Spelling.nearest(to: name, among: known).map { "did you mean {\($0)}?" } ?? "there is \(spelled)"
        }
      node.report("\(node.name) has an unknown variable {\(SafeText.start(of: name, limit: 40))}", hint: hint)
    }
    if template.text.count(where: { $0 == "{" }) != template.text.count(where: { $0 == "}" }) {
      node.report("\(node.name) has a brace without its pair", hint: "variables are written {\(known[0])}")
    }
  }
}
