import HTTPFetch
import JSON
import RankingModel

/// Reads the addresses of a job file.
extension JobFileReader {
  /// The URL template at `node`, which may contain `variables`. Messages never show a URL, because it may contain a secret.
  ///
  /// - Parameter allowsKey: whether the URL may contain `{key}`.
  func url(_ node: JobNode, _ variables: [String], allowsKey: Bool = false) -> String? {
    guard let text = node.scalarText, !text.isEmpty else {
      node.wrong(expected: "a URL")
      return nil
    }
    let template = URLTemplate(text)
    let before = node.document.diagnostics.count
    checkScheme(template, node)
    checkSecrets(template, node)
    checkVariables(template, node, variables, allowsKey: allowsKey)
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

  private func checkVariables(
    _ template: URLTemplate, _ node: JobNode, _ known: [String], allowsKey: Bool
  ) {
    let spelled = known.map { "{\($0)}" }.joined(separator: ", ")
    let key = allowsKey ? URLTemplate.keyVariables : []
    for name in template.variables where !(known + key).contains(name) {
      let hint =
        if known.isEmpty {
          "no variable stands here"
        } else if name == "id" {
          "a list is about no single item; \(spelled) stand for parts of the day"
        } else if URLTemplate.dayVariables.contains(name) {
          "an answer about an item is kept for every day; {id} stands for its id"
        } else {
          Spelling.nearest(to: name, among: known).map { "did you mean {\($0)}?" } ?? "there is \(spelled)"
        }
      node.report("\(node.name) has an unknown variable {\(SafeText.start(of: name, limit: 40))}", hint: hint)
    }
    if template.text.count(where: { $0 == "{" }) != template.text.count(where: { $0 == "}" }) {
      node.report(
        "\(node.name) has a brace without its pair", hint: known.first.map { "variables are written {\($0)}" }
      )
    }
  }
}
