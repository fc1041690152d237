/// What one metric has to say at this moment: its name, what it means, and a value for each set of labels.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    package struct Sample: Sendable {
        /// Of a histogram: `_bucket`, `_sum`, `_count`.
        let suffix: String
        let labels: [(String, String)]
        let value: Double

        package init(_ value: Double, _ labels: [(String, String)] = [], suffix: String = "") {
            self.value = value
            self.labels = labels
            self.suffix = suffix
        }
    }

    package let name: String
    package let kind: Kind
    package let help: String
    package let samples: [Sample]

    package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }
}
