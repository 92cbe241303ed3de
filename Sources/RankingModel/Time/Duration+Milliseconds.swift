extension Duration {
  /// How many whole milliseconds this is.
  package var milliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }

  /// Seconds with three decimals, such as `0.120`.
  package var secondsText: String { "\(milliseconds / 1000).\(padded(milliseconds % 1000, 3))" }
}
