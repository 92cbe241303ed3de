package import RankingModel

/// The files of a `file:` URL that contains the day.
package struct DatedFiles: Sendable {
  /// The folder that holds all of the files, directly or in subfolders.
  package let root: String
  /// The number of path components from `root` to a file.
  package let depth: Int
  /// The texts before, between and after the variables.
  private let pieces: [[UInt8]]
  private let variables: [DayVariable]

  /// The files of `template`; `nil` if `template` is no `file:` URL or contains no part of the day.
  ///
  /// - Parameter folder: the absolute path of the folder where relative URLs start.
  package init?(_ template: URLTemplate, folder: String) {
    guard let path = template.path(folder: folder).map({ TextTemplate($0) }) else { return nil }
    var texts = [path.pieces[0]]
    var variables: [DayVariable] = []
    for (name, piece) in zip(path.variables, path.pieces.dropFirst()) {
      if let variable = DayVariable(rawValue: name) {
        variables.append(variable)
        texts.append(piece)
      } else {
        texts[variables.count] += "{\(name)}\(piece)"
      }
    }
    guard !variables.isEmpty, let slash = texts[0].lastIndex(of: "/") else { return nil }
    root = String(texts[0][..<slash])
    depth = texts[0][slash...].count { $0 == "/" } + texts.dropFirst().joined().count { $0 == "/" }
    pieces = texts.map { Array($0.utf8) }
    self.variables = variables
  }

  /// The day whose file is at `path`; the Monday of the week if each file holds a week. `nil` if the file belongs to no day, or
  /// could belong to several.
  package func day(of path: String) -> Day? {
    var days: Set<Day> = []
    let bytes = Array(path.utf8)
    if bytes.starts(with: pieces[0]) { find(in: bytes.dropFirst(pieces[0].count), at: 0, [:], &days) }
    return days.count == 1 ? days.first : nil
  }

  /// Adds to `days` every day that `rest` can stand for. `rest` begins with the variable at `index`; `texts` holds the values of
  /// the variables before it.
  private func find(
    in rest: ArraySlice<UInt8>, at index: Int, _ texts: [DayVariable: String], _ days: inout Set<Day>
  ) {
    guard index < variables.count else {
      if rest.isEmpty, let day = DayVariable.day(texts) { days.insert(day) }
      return
    }
    for width in variables[index].widths where width <= rest.count {
      let text = String(decoding: rest.prefix(width), as: UTF8.self)
      let tail = rest.dropFirst(width)
      guard tail.starts(with: pieces[index + 1]), texts[variables[index], default: text] == text else {
        continue
      }
      var texts = texts
      texts[variables[index]] = text
      find(in: tail.dropFirst(pieces[index + 1].count), at: index + 1, texts, &days)
    }
  }
}
