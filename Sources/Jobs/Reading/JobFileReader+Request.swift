import HTTPFetch
import JSON
import RankingModel
import Yams

/// Reads the request for a list to a server.
extension JobFileReader {
  func request(_ section: JobMapping, _ urlNode: JobNode?) -> ListRequest {
    var request = ListRequest()
    request.headers = section["headers"].flatMap(headers) ?? []
    request.body = section["body"].flatMap(body)
    // A request with a body is a POST by default.
    if request.body != nil { request.method = .post }
    if let node = section["method"], let method = node.choice(ListRequest.Method.self) {
      if method == .get, request.body != nil { node.report("a body is not sent with GET", hint: "use POST") }
      request.method = method
    }
    if let node = section["key"], let key = keySource(node) { request.key = key }
    let isUsed = usesKey(request) || urlNode?.scalarText?.contains("{key}") == true
    if isUsed, section["key"] == nil {
      section.report(
        "{key} is used, but no key is given", hint: "add key: { environment: NAME } or key: { file: PATH }")
    } else if !isUsed, let node = section["key"], section["command"] == nil {
      node.report(
        "\(node.name) is not used", hint: "put {key} into the query of the url, a header or the body")
    }
    return request
  }

  private func usesKey(_ request: ListRequest) -> Bool {
    let body =
      switch request.body {
      case .text(let text): text
      case .json(let value): CanonicalJSON.text(value)
      case nil: ""
      }
    return ([body] + request.headers.map(\.value)).contains { $0.contains("{key}") }
  }

  private func body(_ node: JobNode) -> ListRequest.Body? {
    if node.isScalar { return node.text().map { .text($0) } }
    return json(node).map { .json($0) }
  }

  /// Converts YAML to JSON.
  func json(_ node: JobNode) -> JSONValue? {
    if let members = node.isMapping ? node.members(expected: "a mapping") : nil {
      return .object(
        members.compactMap { key, value in
          guard let name = key.scalarText, let value = json(value) else { return nil }
          return JSONMember(name, value)
        })
    }
    if let elements = node.isList ? node.list(expected: "a list") : nil {
      return .array(elements.compactMap(json))
    }
    guard case .scalar(let scalar) = node.node else { return nil }
    // Both languages spell numbers, `true`, `false` and `null` alike.
    let plain = scalar.style == .plain ? try? JSONReader.read(Array(scalar.string.utf8)) : nil
    return plain ?? (node.scalarText == nil && scalar.style == .plain ? .null : .string(scalar.string))
  }

  /// How the list continues over several pages.
  func pages(_ node: JobNode, _ urlNode: JobNode?, _ extraction: Extraction) -> ListPages? {
    guard let section = node.mapping(JobKeys.pages) else { return nil }
    if extraction.format(at: "") != .json { node.report("\(node.name) goes with format: json") }
    if extraction.source.isLocal { urlNode?.report("a file has no pages") }
    var atMost = 100
    section.set(&atMost, to: "at-most") { $0.wholeNumber() }
    guard let next = nextPage(section, node) else { return nil }
    return ListPages(next: next, atMost: atMost)
  }

  private func nextPage(_ section: JobMapping, _ node: JobNode) -> ListPages.Next? {
    let parameter = section["parameter"]?.text(expected: "the name of a parameter")
    let counts = ["from", "step", "until"].compactMap { section[$0] }
    if section["next"] != nil || section["cursor"] != nil {
      for count in counts { count.report("\(count.name) goes with pages that a parameter counts") }
    }
    switch (section["next"], section["cursor"], section["parameter"]) {
    case (let next?, nil, nil):
      return next.scalarText == "link-header" ? .linkHeader : pointer(next).map { .address($0) }
    case (nil, let cursor?, .some):
      return pointer(cursor).flatMap { pointer in parameter.map { .cursor(pointer, parameter: $0) } }
    case (nil, nil, .some):
      _ = section["until"]?.choice(JobKeys.PagesEnd.self)
      var (from, step) = (1, 1)
      section.set(&from, to: "from") { $0.wholeNumber() }
      section.set(&step, to: "step") { $0.wholeNumber() }
      return parameter.map { .count(parameter: $0, from: from, step: step) }
    default:
      node.report(
        "\(node.name) must say what leads to the next page",
        hint: "use parameter, or next, or cursor with a parameter")
      return nil
    }
  }
}
