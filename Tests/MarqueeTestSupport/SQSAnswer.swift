import JSON

extension LoopbackBehaviour {
  /// The answer of SQS to a request with a batch of entries, all of which it has taken.
  public static func takesEntries(of request: LoopbackRequest) -> LoopbackBehaviour {
    let entries = (try? JSONReader.read(request.body))?["Entries"]?.array ?? []
    let taken = entries.map { JSONValue.object([JSONMember("Id", $0["Id"] ?? .null)]) }
    return .respond(text: CanonicalJSON.text(["Successful": .array(taken)]))
  }
}
