import HTTPFetch
import RankingModel

extension JobFileReader {
  /// The key of a section. It is required if the URL or a header contains `{key}`, and a mistake if neither does.
  ///
  /// - Parameter own: the key in the job file itself. A key that only a preset has may stay unused.
  func key(_ section: JobMapping, own: JobNode?, url: String, headers: [HeaderField]) -> KeySource {
    let template = URLTemplate(url)
    if template.namesKey || headers.contains(where: \.namesKey) {
      return section.required("key", hint: "{key} stands for it: key: { environment: NAME }")
        .flatMap(keySource) ?? .none
    }
    let key = own.flatMap(keySource)
    if key != nil, template.scheme != "file" {
      own?.report(
        "\(own?.name ?? "key") is never sent: neither the URL nor a header has {key}",
        hint: "write {key} where it goes, such as ?apikey={key}")
    }
    return .none
  }

  /// Where the key is found. Messages never show what is written here, because it may be the key itself.
  func keySource(_ node: JobNode) -> KeySource? {
    if node.isScalar {
      node.report(
        node.scalarText == nil ? "\(node.name) is empty" : "\(node.name) is given as plain text",
        hint: secretHint)
      return nil
    }
    guard let section = node.mapping(JobKeys.secret) else { return nil }
    switch (section["environment"], section["file"], section["secret"]) {
    case (let variable?, nil, nil):
      guard let text = variable.scalarText, let name = JobScalar.variableName(text), !looksLikeKey(name)
      else {
        variable.report("\(variable.name) must be the name of a variable, such as API_KEY", hint: secretHint)
        return nil
      }
      return .environment(name)
    case (nil, let file?, nil):
      guard let path = file.scalarText, !path.isEmpty, path.contains("/") || path.contains(".") else {
        file.report(
          "\(file.name) must be the path of a file, such as ~/.config/marquee/key", hint: secretHint)
        return nil
      }
      return .file(path)
    case (nil, nil, let secret?):
      guard let name = secret.scalarText, isSecretName(name) else {
        secret.report(
          "\(secret.name) must be the name of a secret, such as marquee/key or ssm:/marquee/key",
          hint: secretHint)
        return nil
      }
      return .secret(name)
    case (nil, nil, nil): node.report("\(node.name) names no place", hint: secretHint)
    default: node.report("\(node.name) names two places", hint: "keep environment, file or secret")
    }
    return nil
  }

  /// Accepts names, ARNs, and paths of parameters. Most keys would pass for a name too, so a long text without a slash or a colon
  /// is refused.
  private func isSecretName(_ text: String) -> Bool {
    let path = text.hasPrefix("ssm:") ? text.dropFirst(4) : text[...]
    let isPath = path.contains("/") || path.contains(":")
    return JobScalar.isWord(String(path), 1...512, or: "/_+=.@:-") && !looksLikeKey(text)
      && (isPath || path.utf8.count <= 24)
  }

  /// Some keys are eight hexadecimal digits. Such a key could also be the name of a variable.
  private func looksLikeKey(_ text: String) -> Bool {
    text.utf8.count == 8 && text.contains(where: \.isNumber) && text.allSatisfy(\.isHexDigit)
  }

  /// The headers to send, by name. A header with a secret must contain `{key}` in its place.
  func headers(_ node: JobNode) -> [HeaderField]? {
    node.members(expected: "a mapping of header names to their values")?.compactMap { key, value in
      let name = key.value("the name of a header, such as Authorization") { text in
        JobScalar.isWord(text, 1...100, or: "-_.!#$%&'*+^`|~") ? text : nil
      }
      // Messages never show the value, because it may be a secret.
      guard let name, let text = value.scalarText,
        text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), text.utf8.count <= 4096
      else {
        if name != nil { value.report("\(value.name) must be a text of one line") }
        return nil
      }
      let header = HeaderField(name, text)
      let plain = name.lowercased().filter { $0 != "-" && $0 != "_" }
      let secrets = ["authorization", "cookie", "token", "secret", "password", "apikey", "accesskey", "auth"]
      if !header.namesKey, secrets.contains(where: plain.hasSuffix) {
        value.report("\(value.name) is given as plain text", hint: "\(secretHint), and {key} in the header")
        return nil
      }
      return header
    }
  }
}

extension HeaderField {
  var namesKey: Bool { value.contains("{key}") }
}
