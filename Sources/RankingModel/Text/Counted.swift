/// A number with the word that goes with it: `1 day`, `2 days`; `1 entry`, `2 entries`.
///
/// - Parameter many: the word for every other number than one; `one` with an s where it is not given.
package func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? one : many ?? one + "s")"
}
