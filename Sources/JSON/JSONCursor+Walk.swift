/// Following a JSON Pointer through a text.
extension JSONCursor {
  /// Checks the value that starts here and follows `tokens` into it. Notes in `place` how many tokens lead on, and the offset of
  /// the last value that they reach. Where all tokens lead to an array, its elements are read one by one.
  mutating func walk(
    _ tokens: ArraySlice<String>, depth: Int, _ place: inout JSONPlace,
    _ receive: (JSONReader.ArrayEvent) -> Void
  ) throws(JSONError) {
    place.steps = tokens.startIndex
    place.offset = position
    let first = position < bytes.count ? bytes[position] : 0
    switch (tokens.first, first) {
    case (nil, UInt8(ascii: "[")):
      receive(.start)
      var count = 0
      try items(depth: depth + 1, until: "]") { (cursor) throws(JSONError) in
        count += 1
        guard count <= cursor.limits.elements else {
          throw cursor.excess("an array has more than \(cursor.limits.elements) elements")
        }
        let offset = cursor.position
        cursor.made = 0
        let element = try cursor.value(depth: depth + 1)
        receive(.element(element, range: offset..<cursor.position))
      }
    case (let token?, UInt8(ascii: "[")):
      var index = 0
      let wanted = Int(token).flatMap { String($0) == token ? $0 : nil }
      try items(depth: depth + 1, until: "]") { (cursor) throws(JSONError) in
        defer { index += 1 }
        guard index == wanted else { return try cursor.skip(depth: depth + 1) }
        try cursor.walk(tokens.dropFirst(), depth: depth + 1, &place, receive)
      }
    case (let token?, UInt8(ascii: "{")):
      try members(depth: depth + 1) { (cursor, key) throws(JSONError) in
        guard key.hasBytes(of: token) else { return try cursor.skip(depth: depth + 1) }
        try cursor.walk(tokens.dropFirst(), depth: depth + 1, &place, receive)
      }
    default: try skip(depth: depth)
    }
  }

  /// Adds to `place`, in a text that was checked before, the kind of its value and, for an object, the names and number of
  /// members.
  mutating func describe(_ place: inout JSONPlace) throws(JSONError) {
    let end = position
    position = place.offset
    defer { position = end }
    place.kind =
      switch bytes[position] {
      case UInt8(ascii: "{"): JSONValue.object([]).kind
      case UInt8(ascii: "["): JSONValue.array([]).kind
      case UInt8(ascii: "\""): JSONValue.string("").kind
      case UInt8(ascii: "t"), UInt8(ascii: "f"): JSONValue.bool(true).kind
      case UInt8(ascii: "n"): JSONValue.null.kind
      default: JSONValue.integer(0).kind
      }
    guard bytes[position] == UInt8(ascii: "{") else { return }
    var names: [String] = []
    var count = 0
    try members(depth: 0) { (cursor, key) throws(JSONError) in
      count += 1
      if names.count < JSONPlace.mostNames { names.append(key) }
      try cursor.skip(depth: 0)
    }
    place.names = names
    place.members = count
  }
}
