import RankingModel

extension JobFileReader {
  func enrichment(_ node: JobNode) -> Enrichment? {
    guard let section = node.mapping(["omdb", "precedence", "drop"]) else { return nil }
    var result = section.required("omdb").flatMap(omdb)
    let precedence = section["precedence"]?.choice(Enrichment.Precedence.self)
    result?.precedence = precedence ?? .enrichment
    let drop = section["drop"]?.texts(expected: "a list of field names") ?? []
    for name in drop {
      if let text = name.scalarText, ["rank", "id", "title"].contains(text) {
        name.report("\(text) cannot be dropped", hint: "every entry has rank, id and title")
      }
    }
    result?.drop = drop.compactMap(\.scalarText)
    return result
  }

  private func omdb(_ node: JobNode) -> Enrichment? {
    let keys = [
      "url", "key", "max-age", "calls-per-day", "concurrency", "attempts", "connect-timeout", "total-timeout",
      "hosts",
      "fields",
    ]
    guard let section = node.mapping(keys) else { return nil }
    let urlNode = section.required("url")
    let url = urlNode.flatMap { self.url($0, URLTemplate.itemVariables) }
    let key = section["key"].map(keySource) ?? .some(.none)
    var result = Enrichment(url: url ?? "", key: key ?? .none)
    section.set(&result.maxAge, to: "max-age") {
      $0.value("a duration up to 3650d, such as 7d", in: ...(3650 * 86_400), JobScalar.duration)
    }
    section.set(&result.callsPerDay, to: "calls-per-day") { $0.wholeNumber(0...100_000_000) }
    section.set(&result.concurrency, to: "concurrency") { $0.wholeNumber(1...64) }
    section.set(&result.attempts, to: "attempts") { $0.wholeNumber(1...20) }
    section.set(&result.connectTimeout, to: "connect-timeout", timeout)
    section.set(&result.totalTimeout, to: "total-timeout", timeout)
    result.hosts = section["hosts"].flatMap { hosts($0, urlNode, url) }
    result.fields = section["fields"].flatMap(answerFields)
    // With a part missing the definition is not used; what could be read still tells the fields' names.
    return result
  }

  private func answerFields(_ node: JobNode) -> [String]? {
    node.texts(expected: "a list of field names")?.compactMap { element in
      guard let name = element.scalarText else { return nil }
      if !OMDbPreset.fieldNames.contains(name) {
        element.report(
          "OMDb has no field \"\(SafeText.start(of: name, limit: 60))\"",
          hint: Spelling.hint(for: name, among: OMDbPreset.fieldNames))
      }
      return name
    }
  }

  /// Where the key is found. Nothing written here is ever shown: it may be the key itself.
  func keySource(_ node: JobNode) -> KeySource? {
    if node.isScalar {
      node.report(
        node.scalarText == nil ? "\(node.name) is empty" : "\(node.name) is given as plain text",
        hint: secretHint)
      return nil
    }
    guard let section = node.mapping(["environment", "file"]) else { return nil }
    switch (section["environment"], section["file"]) {
    case (let variable?, nil):
      guard let text = variable.scalarText, let name = JobScalar.variableName(text), !looksLikeKey(name)
      else {
        variable.report(
          "\(variable.name) must be the name of a variable, such as OMDB_API_KEY", hint: secretHint)
        return nil
      }
      return .environment(name)
    case (nil, let file?):
      guard let path = file.scalarText, !path.isEmpty, path.contains("/") || path.contains(".") else {
        file.report(
          "\(file.name) must be the path of a file, such as ~/.config/marquee/omdb-key", hint: secretHint)
        return nil
      }
      return .file(path)
    case (nil, nil): node.report("\(node.name) names no place", hint: secretHint)
    default: node.report("\(node.name) names two places", hint: "keep environment or file")
    }
    return nil
  }

  /// OMDb's keys are eight hexadecimal digits.
  private func looksLikeKey(_ text: String) -> Bool {
    text.utf8.count == 8 && text.contains(where: \.isNumber) && text.allSatisfy(\.isHexDigit)
  }
}
