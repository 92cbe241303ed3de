import JSON
import RankingModel

extension JobFileReader {
  func enrichment(_ node: JobNode) -> Enrichment? {
    guard let own = node.mapping(JobKeys.enrich) else { return nil }
    let preset = own["preset"].flatMap(preset)
    if own["preset"] != nil, preset == nil { return nil }
    let section = own.over(preset)
    let urlNode = section.required("url", hint: "or name a preset: \(Presets.names.joined(separator: ", "))")
    let url = urlNode.flatMap(answerURL)
    let headers = section["headers"].flatMap(headers) ?? []
    var result = Enrichment(
      url: url ?? "", key: url.map { key(section, own: own["key"], url: $0, headers: headers) } ?? .none,
      headers: headers)
    section.set(&result.item, to: "item", pointer)
    result.identity = section["identity"].flatMap(pointer)
    section.set(&result.errors, to: "errors", errors)
    result.fields = answerFields(section, of: preset)
    section.set(&result.maxAge, to: "max-age") {
      $0.value("a duration up to 3650d, such as 7d", in: ...(3650 * 86_400), JobScalar.duration)
    }
    section.set(&result.callsPerDay, to: "calls-per-day") { $0.wholeNumber() }
    section.set(&result.concurrency, to: "concurrency") { $0.wholeNumber() }
    section.set(&result.attempts, to: "attempts") { $0.wholeNumber() }
    section.set(&result.connectTimeout, to: "connect-timeout", timeout)
    section.set(&result.totalTimeout, to: "total-timeout", timeout)
    result.hosts = section["hosts"].flatMap { hosts($0, own["url"] ?? $0, url) }
    section.set(&result.precedence, to: "precedence") { $0.choice() }
    section.set(&result.drop, to: "drop", dropped)
    // If a part is missing, the definition is not used. The parts that could be read still give the names of the fields.
    return result
  }

  /// The section of the preset whose name is at `node`.
  private func preset(_ node: JobNode) -> JobMapping? {
    guard let name = node.text(expected: "the name of a preset") else { return nil }
    guard let text = Presets.text(of: name) else {
      node.report(
        "there is no preset \"\(SafeText.start(of: name, limit: 60))\"",
        hint: Spelling.hint(for: name, among: Presets.names))
      return nil
    }
    let document = JobDocument(Array(text.utf8))
    return document.root.flatMap {
      JobNode(node: $0, name: "", document: document).mapping(JobKeys.file)?["enrich"]?
        .mapping(JobKeys.enrich)
    }
  }

  private func answerURL(_ node: JobNode) -> String? {
    guard let url = url(node, URLTemplate.itemVariables, allowsKey: true) else { return nil }
    if URLTemplate(url).namesItem { return url }
    node.report("\(node.name) names no item", hint: "put {id} in it, where the id goes")
    return nil
  }

  private func errors(_ node: JobNode) -> Enrichment.Errors? {
    guard let section = node.mapping(JobKeys.errors) else { return nil }
    var errors = Enrichment.Errors()
    errors.at = section.required("at", hint: "at: \"/POINTER\"").flatMap(pointers) ?? []
    let texts = { (node: JobNode) in node.texts()?.compactMap(\.scalarText) }
    section.set(&errors.success, to: "success", texts)
    section.set(&errors.stop, to: "stop", texts)
    section.set(&errors.absent, to: "absent", texts)
    return errors
  }

  /// The fields of answers. A mapping says where the fields are; a list of names selects fields of the preset.
  private func answerFields(_ section: JobMapping, of preset: JobMapping?) -> [Transformation.Field] {
    guard let node = section.required("fields", hint: "fields: { NAME: { from: \"/POINTER\" } }") else {
      return []
    }
    guard node.isList, let fields = preset?["fields"].map(answerFields) else { return answerFields(node) }
    return (node.texts(expected: "a list of field names") ?? []).compactMap { element in
      let name = element.scalarText ?? ""
      if let field = fields.first(where: { $0.name == name }) { return field }
      element.report(
        "the preset has no field \"\(SafeText.start(of: name, limit: 60))\"",
        hint: Spelling.hint(for: name, among: fields.map(\.name)))
      return nil
    }
  }

  private func answerFields(_ node: JobNode) -> [Transformation.Field] {
    let members = node.members(
      expected: "a mapping of field names to where they stand, or a list of fields of a preset")
    return (members ?? []).compactMap { key, value in
      guard let name = fieldName(key) else { return nil }
      if ["rank", "id"].contains(name) {
        key.report("\(name) cannot be enriched", hint: "an entry's rank and id are those of the list")
        return nil
      }
      return field(name, value, isOfRow: false)
    }
  }

  private func dropped(_ node: JobNode) -> [String]? {
    node.texts(expected: "a list of field names")?.compactMap { name in
      guard let text = name.scalarText else { return nil }
      if ["rank", "id", "title"].contains(text) {
        name.report("\(text) cannot be dropped", hint: "every entry has rank, id and title")
      }
      return text
    }
  }
}
