import JSON
import Jobs
import RankingModel

/// The results of a run's checks, as assertions.
extension LineageEvent {
  /// Each check of the job and whether it holds, followed by all other findings under their own names.
  var assertions: [JSONValue] {
    var rules = declared
    let names = Set(rules.map(\.check))
    for finding in report.findings where !names.contains(finding.check) {
      if let index = rules.firstIndex(where: { $0.check == finding.check }) {
        rules[index].severities.append(finding.severity)
      } else {
        rules.append(Rule(finding.check, [finding.severity]))
      }
    }
    return rules.map { rule in
      let holds = !report.findings.contains {
        $0.check == rule.check && rule.severities.contains($0.severity)
      }
      let isWarning = rule.severities.allSatisfy { $0 == .warn }
      return .present([
        "assertion": .string(rule.check), "success": .bool(holds), "column": rule.column.map { .string($0) },
        "severity": isWarning ? "warn" : "error",
      ])
    }
  }

  /// A check of a job. It fails if a finding of the check has one of the severities.
  private struct Rule {
    var check: String
    var severities: [Finding.Severity]
    var column: String?

    init(_ check: String, _ severities: [Finding.Severity], column: String? = nil) {
      (self.check, self.severities, self.column) = (check, severities, column)
    }
  }

  private var declared: [Rule] {
    let checks = definition.check
    let ranges = checks.ranges.sorted { $0.key < $1.key }.map(\.value.onFailure)
    let rules: [Rule?] = [
      checks.entries.map { Rule("entries", [$0.onFailure]) },
      checks.unique.map { Rule("unique", [$0.onFailure], column: $0.value) },
      checks.contiguousRanks.flatMap { $0.value ? Rule("ranks", [$0.onFailure], column: "rank") : nil },
      checks.required.map { Rule("required", [$0.onFailure]) },
      ranges.isEmpty ? nil : Rule("range", ranges),
      Rule("rows", [checks.unreadableRows.onFailure]),
      Rule("fields", [checks.missingFields]),
      checks.turnover.map { Rule("turnover", [$0.onFailure]) },
      definition.extract.date == nil ? nil : Rule("date", [checks.date]),
      checks.unchanged.map { Rule("unchanged", [$0.onFailure]) },
    ]
    return rules.compactMap(\.self)
  }
}
