import RankingModel

/// Reads the channels that are told about a chart.
extension JobFileReader {
  /// The channels: one channel, or a list of them.
  func channels(_ node: JobNode) -> [NoticeChannel] {
    let nodes =
      node.isMapping
      ? [node] : node.list(expected: "a channel such as webhook: https://…, or a list of channels") ?? []
    return nodes.compactMap(channel)
  }

  private func channel(_ node: JobNode) -> NoticeChannel? {
    guard node.isMapping else {
      node.wrong(expected: "a mapping with command, webhook or ping")
      return nil
    }
    let kinds = JobKeys.channels.filter { node.hasKey($0[0].name) }
    guard kinds.count == 1 else {
      node.report(
        kinds.isEmpty ? "\(node.name) names no channel" : "\(node.name) names more than one channel",
        hint: "give one of command, webhook and ping")
      return nil
    }
    guard let section = node.mapping(kinds[0]) else { return nil }
    guard let kind = kind(section) else { return nil }
    var channel = NoticeChannel(kind)
    section.set(&channel.events, to: "on", events)
    return channel
  }

  private func kind(_ section: JobMapping) -> NoticeChannel.Kind? {
    if let node = section["command"] {
      return command(node, section, variables: NoticeChannel.variables).map { .command($0) }
    }
    if let node = section["webhook"] {
      let request = request(section, node)
      return address(node, allowsKey: true).map { .webhook($0, request: request) }
    }
    let failure = section["failure"].flatMap { address($0, allowsKey: false) }
    return section["ping"].flatMap { address($0, allowsKey: false) }.map { .ping($0, failure: failure) }
  }

  /// An address in the job file, or the place where the address is kept as a secret.
  private func address(_ node: JobNode, allowsKey: Bool) -> NoticeAddress? {
    if node.isMapping { return keySource(node).map { .secret($0) } }
    let template = URLTemplate(node.scalarText ?? "")
    guard template.isWeb else {
      node.report(
        "\(node.name) must be an http or https URL, or say where one is kept",
        hint: "write https://HOST/PATH or { environment: NAME } or { file: PATH }")
      return nil
    }
    let allowed = allowsKey ? URLTemplate.keyVariables : []
    guard template.variables.allSatisfy(allowed.contains) else {
      node.report(
        "\(node.name) has an unknown variable",
        hint: allowsKey ? "only {key} may stand there" : "no variable may stand there")
      return nil
    }
    return url(node, URLTemplate.keyVariables).map { .url($0) }
  }

  private func events(_ node: JobNode) -> Set<NoticeEvent>? {
    guard let elements = node.list(expected: "a list of events such as [failed, late]") else { return nil }
    let events = elements.compactMap { $0.choice(NoticeEvent.self) }
    if elements.isEmpty { node.report("\(node.name) names no event", hint: "leave it out for all events") }
    return Set(events)
  }
}
