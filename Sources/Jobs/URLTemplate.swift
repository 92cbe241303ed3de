import HTTPFetch
public import RankingModel

/// A URL of a job file that may contain variables: `{day}` (2026-05-01) and the parts of the day, `{id}` and `{key}`.
///
/// A relative `file:` URL starts at the folder of the job file.
public struct URLTemplate: Sendable, Hashable {
  /// The variables for the URL of a list.
  public static let dayVariables = DayVariable.allCases.map(\.rawValue)
  /// The variables for the query of a URL that needs a key.
  public static let keyVariables = ["key"]
  /// The variables for the URL of an answer about an item.
  public static let itemVariables = ["id"]

  /// The template as written.
  public let text: String
  private let template: TextTemplate

  /// The template `text`. Braces that enclose no known variable stay as they are.
  public init(_ text: String) {
    self.text = text
    template = TextTemplate(text)
  }

  /// The names in braces, in their order, known or not.
  public var variables: [String] { template.variables }

  /// Whether the URL differs from day to day, or from week to week.
  public var namesDay: Bool { span != nil }

  /// The kind of period that the variables tell apart. Two numbers of one or two digits side by side tell none, because they are
  /// ambiguous.
  var span: DayVariable.Span? {
    text.contains("{m}{d}") || text.contains("{d}{m}") ? nil : DayVariable.span(Set(variables))
  }

  /// Whether the URL differs from item to item.
  public var namesItem: Bool { variables.contains("id") }

  /// Whether the key is part of the URL.
  public var namesKey: Bool { variables.contains("key") }

  /// The scheme in lower case; `nil` if there is none.
  public var scheme: String? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    return JobScalar.isWord(text[..<colon], 1..., or: "") ? text[..<colon].lowercased() : nil
  }

  /// Whether this is an http(s) URL.
  public var isWeb: Bool { ["http", "https"].contains(scheme) }

  /// The part between `//` and the path of an http(s) URL: the host, perhaps with a user name and a port.
  var authority: Substring {
    guard let start = text.firstRange(of: "://") else { return "" }
    return text[start.upperBound...].prefix { !"/?#".contains($0) }
  }

  /// The host of an http(s) URL in lower case, without the port; `nil` if there is none.
  public var host: String? {
    let named = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let host = named.hasPrefix("[") ? named.prefix { $0 != "]" } + "]" : named.prefix { $0 != ":" }
    return host.isEmpty ? nil : host.lowercased()
  }

  /// Whether this asks the same server as `other`, by the same name.
  public func isSameServer(as other: URLTemplate) -> Bool {
    scheme == other.scheme && authority.lowercased() == other.authority.lowercased() && scheme != "file"
  }

  /// The URL for `day`, `item` and `key`, absolute, with every character that a URL cannot hold percent-encoded.
  ///
  /// An id is data and never more than one path segment: its slashes and the dots of a relative path are encoded. In a `file:`
  /// URL they are encoded twice, so that the file's name holds the encoded form and no id leads out of its folder.
  ///
  /// - Parameters:
  ///   - key: the secret for `{key}`; without it the URL can be shown.
  ///   - folder: The absolute path of the folder where relative `file:` URLs start.
  public func url(day: Day? = nil, item: ItemID? = nil, key: String? = nil, folder: String) -> String {
    let isFile = scheme == "file"
    var result = PercentEncoding.repaired(template.pieces[0], isFile: isFile)
    for (name, piece) in zip(variables, template.pieces.dropFirst()) {
      let value = URLTemplate.value(of: name, day: day, item: item, key: key)
      let encoded = PercentEncoding.encoded(value ?? "{\(name)}")
      result += isFile && value != nil ? PercentEncoding.encoded(encoded) : encoded
      result += PercentEncoding.repaired(piece, isFile: isFile)
    }
    return isFile ? FileURL.absolute(result, folder: folder) : result
  }

  /// The path of the file for `day`; without a day, the path with its variables. `nil` if this is no `file:` URL, or names no
  /// file.
  package func path(day: Day? = nil, folder: String) -> String? {
    guard scheme == "file" else { return nil }
    let url = url(day: day, folder: folder)
    return PercentEncoding.decode(url.dropFirst("file://".count)).map { String(decoding: $0, as: UTF8.self) }
  }

  static func value(of name: String, day: Day? = nil, item: ItemID? = nil, key: String? = nil) -> String? {
    switch name {
    case "id": item?.description
    case "key": key
    default: day.flatMap { DayVariable(rawValue: name)?.text(of: $0) }
    }
  }
}

extension PercentEncoding {
  /// `text` as data: everything but letters, digits, `-`, `_`, `~` and dots is encoded. If `text` consists of dots alone, they
  /// are encoded too, because `.` and `..` are no names.
  package static func encoded(_ text: String, keeping kept: String = "-._~") -> String {
    let onlyDots = text.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    let kept = onlyDots ? kept.filter { $0 != "." } : kept
    return String(decoding: encode(Array(text.utf8), keeping: kept), as: UTF8.self)
  }

  /// `text` as a piece of a URL written by hand: characters that a URL cannot hold are encoded, the rest stays. The path of a
  /// file has neither query nor fragment, so `?` and `#` are part of a name there.
  static func repaired(_ text: String, isFile: Bool) -> String {
    let kept = isFile ? "-._~:/[]@!$&'()*+,;=" : "-._~:/?#[]@!$&'()*+,;="
    return String(decoding: encode(Array(text.utf8), keeping: kept, keepsEncoded: true), as: UTF8.self)
  }
}

/// `file:` URLs (RFC 8089).
package enum FileURL {
  /// Whether `url` is a `file:` URL, absolute or relative.
  package static func isFile(_ url: String) -> Bool { url.prefix(5).lowercased() == "file:" }

  /// `url` as `file:///…`, without `.` and `..`. A relative path starts at `folder`. A URL that names another host is returned
  /// unchanged.
  package static func absolute(_ url: String, folder: String) -> String {
    var path = url.drop { $0 != ":" }.dropFirst()
    if path.hasPrefix("//") {
      let authority = path.dropFirst(2).prefix { $0 != "/" }
      // No file of this machine: the reader of files refuses it.
      guard authority.isEmpty || authority.lowercased() == "localhost" else { return url }
      path = path.dropFirst(2 + authority.count)
    }
    let base = path.hasPrefix("/") ? "" : PercentEncoding.encoded(folder, keeping: "-._~/") + "/"
    var segments: [Substring] = []
    for segment in (base + path).split(separator: "/") where segment != "." {
      if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
    }
    return "file:///" + segments.joined(separator: "/")
  }

  /// The absolute `file:` URL `url` relative to `folder`, such as `file:../lists/a.json`. Any other URL is returned unchanged.
  package static func relative(_ url: String, to folder: String) -> String {
    guard url.hasPrefix("file:///") else { return url }
    let path = url.dropFirst("file:///".count).split(separator: "/")
    let base = absolute("file:", folder: folder).dropFirst("file:///".count).split(separator: "/")
    let common = zip(path, base).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: base.count - common) + path[common...].map(String.init)
    return "file:" + steps.joined(separator: "/")
  }
}
