/// A number with the matching word: `1 day`, `2 days`; `1 entry`, `2 entries`.
///
/// - Parameter many: the word for every number other than one; by default `one` with an s.
package func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? one : many ?? one + "s")"
}
