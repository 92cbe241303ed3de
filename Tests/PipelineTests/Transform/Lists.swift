import JSON
import ListSources
import RankingModel

@testable import Jobs
@testable import Pipeline

/// A field of a transformation, in one line.
func field(
  _ name: String, _ from: String..., type: Transformation.FieldType = .string, match: String? = nil,
  html: Bool = false, required: Bool = false
) -> Transformation.Field {
  var field = Transformation.Field(name: name, from: from.compactMap { JSONPointer($0) })
  field.type = type
  field.match = match
  field.decodesHTML = html
  field.isRequired = required || ["rank", "id", "title"].contains(name)
  return field
}

/// A transformation with rank, id and title from members with these names, and with further fields.
func transformation(_ others: Transformation.Field..., top: Int? = nil) -> Transformation {
  var result = Transformation(
    fields: [field("id", "/id"), field("title", "/title"), field("rank", "/rank", type: .integer)] + others)
  result.limit = top
  return result
}

/// The result of `transformation` for `json`, with the array of rows at `items`.
func transformed(
  _ json: String, _ transformation: Transformation, items: String = ""
) throws(TransformError) -> TransformResult {
  let pointer = JSONPointer(items) ?? .document
  return try Transformer(transformation, Extraction(url: "", items: [pointer])).entries(of: Array(json.utf8))
}
