import RankingModel

// The keys about the chart as a whole, besides its names.
extension JobFileReader {
  /// The alternative ids, each with the id at the end of its chain.
  func sameAs(_ node: JobNode) -> [ItemID: ItemID] {
    var next: [ItemID: ItemID] = [:]
    var keys: [(id: ItemID, node: JobNode)] = []
    for (key, value) in node.members(expected: "a mapping of ids to the ids that they are the same as") ?? []
    {
      guard let id = key.text(expected: "an id"), let other = value.text(expected: "an id") else { continue }
      keys.append((ItemID(spelled: id), key))
      next[ItemID(spelled: id)] = ItemID(spelled: other)
    }
    var ends: [ItemID: ItemID] = [:]
    var circular: Set<ItemID> = []
    for (id, key) in keys where !circular.contains(id) {
      var passed: Set<ItemID> = [id]
      var end = id
      while let following = next[end] {
        end = following
        if !passed.insert(end).inserted { break }
      }
      if next[end] == nil {
        ends[id] = end
      } else if end == id {
        circular.formUnion(passed)
        key.report(
          "same-as leads from \"\(SafeText.start(of: id.description))\" back to it",
          hint: "keep one id of them that is not on the left of any line")
      }
    }
    return ends
  }

  /// The epochs in order: the day from which on the list is made in another way, and what changed on it.
  func epochs(_ node: JobNode) -> [Epoch] {
    let members = node.members(expected: "a mapping of days to what changed on them") ?? []
    return members.compactMap { key, value in
      let day = key.value("a day such as 2026-05-01") { Day($0) }
      let reason = value.text(expected: "what changed on that day")
      return day.flatMap { day in reason.map { Epoch(start: day, reason: $0) } }
    }.sorted { $0.start < $1.start }
  }

  func dataset(_ node: JobNode) -> Dataset? {
    guard let section = node.mapping(JobKeys.dataset) else { return nil }
    var dataset = Dataset()
    section.set(&dataset.name, to: "name") { $0.text() }
    section.set(&dataset.description, to: "description") { $0.text() }
    section.set(&dataset.licence, to: "licence") { $0.text() }
    section.set(&dataset.attribution, to: "attribution") { $0.text() }
    section.set(&dataset.homepage, to: "homepage", homepage)
    return dataset
  }

  /// A web address for people. Messages do not show it.
  private func homepage(_ node: JobNode) -> String? {
    let text = node.scalarText ?? ""
    let address = URLTemplate(text)
    guard address.isWeb, address.host != nil, !address.authority.contains("@"),
      !text.contains(where: \.isWhitespace)
    else {
      node.report("\(node.name) must be an http or https URL", hint: "such as https://example.org/data")
      return nil
    }
    return text
  }
}
