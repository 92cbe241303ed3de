/// The forms in which an answer can be written.
public enum Format: String, Sendable, Hashable, CaseIterable {
  /// Aligned columns for people.
  case table
  /// One indented JSON document.
  case json
  /// One JSON object per line.
  case jsonl
  /// RFC 4180, with a header.
  case csv
  /// GitHub-flavoured Markdown.
  case markdown
}
