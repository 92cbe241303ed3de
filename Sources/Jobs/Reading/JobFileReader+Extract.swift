import HTTPFetch
import JSON
import RankingModel

extension JobFileReader {
  /// - Parameter hasArchives: whether past lists come from archives, which may write them in another format.
  func extraction(_ node: JobNode, hasArchives: Bool) -> Extraction? {
    guard let section = node.mapping(JobKeys.extract) else { return nil }
    let urlNode = section["command"] == nil ? section.required("url") : section["url"]
    let url = urlNode.flatMap { self.url($0, URLTemplate.dayVariables, allowsKey: true) }
    var extraction = Extraction(url: url ?? "")
    extraction.command = command(section, urlNode)
    form(section, &extraction, hasArchives: hasArchives)
    extraction.request = request(section, urlNode)
    extraction.pages = section["pages"].flatMap { pages($0, urlNode, extraction) }
    section.set(&extraction.maximumSize, to: "maximum-size") {
      $0.value("a size from 1KiB to 16GiB, such as 64MiB", in: 1 << 10...16 << 30, JobScalar.size)
    }
    section.set(&extraction.connectTimeout, to: "connect-timeout", timeout)
    section.set(&extraction.totalTimeout, to: "total-timeout", timeout)
    section.set(&extraction.redirects, to: "redirects") { $0.wholeNumber() }
    section.set(&extraction.attempts, to: "attempts") { $0.wholeNumber() }
    extraction.hosts = section["hosts"].flatMap { hosts($0, urlNode, url) }
    // If a part is missing, the definition is not used.
    return extraction
  }

  /// Reads the format of the list.
  private func form(_ section: JobMapping, _ extraction: inout Extraction, hasArchives: Bool) {
    extraction.format = section["format"]?.choice(ListFormat.self)
    // If lists may have different formats, every key can be useful.
    let format = section["format"] == nil && hasArchives ? nil : extraction.format(at: "")
    if let node = section["delimiter"] {
      let mark = node.value("one ASCII character, such as \";\"") { text -> Character? in
        guard text.utf8.count == 1, let mark = text.first, mark != "\"", !mark.isNewline else { return nil }
        return mark
      }
      if let format, format != .csv { node.report("\(node.name) goes with format: csv") }
      extraction.delimiter = mark ?? extraction.delimiter
    }
    if let node = section["items"] {
      let pointers =
        node.isList ? node.list(expected: "a list of JSON Pointers")?.map(pointer) : [pointer(node)]
      extraction.items = pointers?.compactMap { $0 } ?? []
      if extraction.items.isEmpty, node.isList { node.report("\(node.name) names no place") }
      if format?.isLines == true, extraction.items != [.document] {
        node.report("\(node.name) goes with format: json; here each line is a row")
      }
    }
    if let node = section["key-as"] {
      extraction.keyName = node.text(expected: "the name that a row gets its key under")
      if format?.isLines == true { node.report("\(node.name) goes with format: json") }
    }
    extraction.date = section["date"].flatMap(pointer)
  }

  /// The program that prints the list.
  private func command(_ section: JobMapping, _ urlNode: JobNode?) -> ListCommand? {
    guard let node = section["command"] else {
      section["environment"]?.report("extract.environment goes with a command")
      return nil
    }
    urlNode?.report("extract has both url and command", hint: "keep one of them")
    for key in [
      "method", "headers", "body", "key", "pages", "hosts", "redirects", "connect-timeout", "attempts",
    ] { section[key]?.report("extract.\(key) goes with a url, not with a command") }
    return command(node, section, variables: URLTemplate.dayVariables)
  }

  /// A program and its arguments, which may contain `variables`, with the `environment` of its section.
  func command(_ node: JobNode, _ section: JobMapping, variables: [String]) -> ListCommand? {
    let words = node.texts(
      expected: "a list of a program and its arguments, such as [\"./list.py\", \"{\(variables[0])}\"]")
    guard let words, let program = words.first?.scalarText else {
      if words != nil { node.report("\(node.name) names no program") }
      return nil
    }
    if TextTemplate(program).variables.contains(where: variables.contains) {
      words[0].report("a variable cannot stand in the program's name")
    }
    for word in words where word.scalarText?.contains("{key}") == true {
      word.report("{key} cannot stand in a command", hint: "pass it by environment: [NAME]")
    }
    let names = section["environment"]?.list(expected: "a list of names of environment variables")
    return ListCommand(
      words: words.compactMap(\.scalarText),
      environment: names?.compactMap {
        $0.value("the name of an environment variable", JobScalar.variableName)
      } ?? [])
  }

  func timeout(_ node: JobNode) -> Double? {
    node.value("a duration from 1ms to 1h, such as 30s", in: 0.001...3600, JobScalar.duration)
  }

  func pointer(_ node: JobNode) -> JSONPointer? {
    // YAML reads an empty value as null. The pointer to the whole document is an empty string in quotes.
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

  /// The hosts that a section allows. The host of `url` must be one of them.
  func hosts(_ node: JobNode, _ urlNode: JobNode?, _ url: String?) -> [String]? {
    guard let elements = node.list(expected: "a list of host names") else { return nil }
    let hosts = elements.compactMap {
      $0.value("the name of a host, such as www.example.org or *.example.org", JobScalar.hostPattern)
    }
    if hosts.count == elements.count { checkHost(urlNode, url, hosts) }
    return hosts
  }

  /// Reports a mistake if there are `hosts` and the host of `url` is not one of them.
  func checkHost(_ urlNode: JobNode?, _ url: String?, _ hosts: [String]?) {
    guard let hosts, let url, let host = URLTemplate(url).host, URLTemplate(url).scheme != "file",
      !hosts.contains(where: { HostPattern($0).matches(host) })
    else { return }
    urlNode?.report(
      "the host of the URL is not among the hosts allowed", hint: "add \(SafeText.start(of: host)) to hosts")
  }
}
