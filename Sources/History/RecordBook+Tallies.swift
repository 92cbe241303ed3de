extension RecordBook {
  /// The counts of an item, day by day.
  struct Tally {
    /// The first day with the item.
    var first = 0
    var days = 0
    var daysAtNumberOne = 0
    var daysInTop = 0
    var lastInTop = 0
    var returns = 0
    var lastReturn = 0
    /// The rank on the last day with the item.
    var rank = 0
    var hasDebut = false
    var stay = Run()
    var reign = Run()
  }

  /// A run of consecutive published days. Before the first day is added it has none.
  struct Run {
    var first = -2
    var last = -2

    /// How many days it has.
    var length: Int { last - first + 1 }

    /// Whether the day at `place` follows the last one.
    func goesOn(at place: Int) -> Bool { last == place - 1 }

    /// Adds the day at the index `place`. It begins a new run where it does not follow the last day.
    mutating func add(_ place: Int) {
      if !goesOn(at: place) { first = place }
      last = place
    }
  }

  /// The best value so far, and everyone who reached it.
  struct Best {
    typealias Holder = (item: Int?, from: Int, to: Int)

    /// Whether a lower value is better.
    private let isLowest: Bool
    private(set) var value: Int?
    private(set) var holders: [Holder] = []

    init(isLowest: Bool = false) { self.isLowest = isLowest }

    mutating func offer(_ new: Int, _ item: Int?, _ from: Int, _ to: Int) {
      if let value {
        guard isLowest ? new <= value : new >= value else { return }
        if new != value { holders.removeAll(keepingCapacity: true) }
      }
      value = new
      holders.append((item, from, to))
    }

    mutating func offer(_ new: Int, _ item: Int?, _ place: Int) { offer(new, item, place, place) }

    mutating func offer(_ run: Run, _ item: Int) {
      offer(run.length, item, run.first, run.last)
    }
  }
}
