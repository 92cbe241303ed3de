/// Links from one web address to another.
package enum WebLink {
  /// The absolute address of `link` on the page `base`; `nil` where it is not an http or https address.
  package static func resolved(_ link: String, from base: String) -> String? {
    guard let curl = try? CurlLibrary.shared.get(), let base = try? WebAddress(base, curl: curl),
      let address = try? WebAddress(location: link, base: base, curl: curl),
      ["http", "https"].contains(address.scheme)
    else { return nil }
    return address.text
  }

  /// Whether headers meant for the server of `url` may go to `other`.
  package static func isSameServer(_ url: String, _ other: String) -> Bool {
    guard let curl = try? CurlLibrary.shared.get(), let url = try? WebAddress(url, curl: curl),
      let other = try? WebAddress(other, curl: curl)
    else { return false }
    return url.covers(other)
  }

  /// `url` with the parameter `name` of its query set to `value`.
  package static func setting(_ name: String, to value: String, in url: String) -> String {
    let encoded = { (text: String) in
      String(decoding: PercentEncoding.encode(Array(text.utf8)), as: UTF8.self)
    }
    let fragment = url.firstIndex(of: "#").map { url[$0...] } ?? ""
    let parts = url.dropLast(fragment.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var parameters = parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : []
    let parameter = "\(encoded(name))=\(encoded(value))"
    let isNamed = { (text: String) in
      let other = text.prefix { $0 != "=" }
      return other == name || other == encoded(name)
    }
    if let index = parameters.firstIndex(where: isNamed) {
      parameters[index] = parameter
    } else {
      parameters.append(parameter)
    }
    return parts[0] + "?" + parameters.joined(separator: "&") + fragment
  }
}

extension FetchResponse {
  /// The target of the first link with the relation `next` in the headers `Link` (RFC 8288).
  package var nextLink: String? {
    for header in headers where header.name.lowercased() == "link" {
      var rest = header.value[...]
      while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
        let target = rest[rest.index(after: open)..<close]
        rest = rest[rest.index(after: close)...]
        // The link's parameters end at the comma before the next link.
        let end = FetchResponse.comma(in: rest) ?? rest.endIndex
        if FetchResponse.isNext(rest[..<end]) { return String(target) }
        rest = rest[end...]
      }
    }
    return nil
  }

  /// The first comma outside of quotation marks.
  private static func comma(in text: Substring) -> String.Index? {
    var isQuoted = false
    return text.indices.first { index in
      if text[index] == "\"" { isQuoted.toggle() }
      return text[index] == "," && !isQuoted
    }
  }

  private static func isNext(_ parameters: Substring) -> Bool {
    parameters.split(separator: ";").contains { parameter in
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "rel" else {
        return false
      }
      let relations = parts[1].filter { $0 != "\"" }.lowercased()
      return relations.split(whereSeparator: \.isWhitespace).contains("next")
    }
  }
}
