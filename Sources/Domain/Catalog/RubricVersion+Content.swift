extension RubricVersion {
    /// What staff write of a version; its number and time come with the adding.
    package struct Content: Sendable, Equatable {
        package let source: String
        package let levels: [Level]
        package let criteria: [Criterion]
        package let flags: [Flag]

        package init(
            source: String = "", levels: [Level], criteria: [Criterion], flags: [Flag] = []
        ) {
            self.source = source
            self.levels = levels
            self.criteria = criteria
            self.flags = flags
        }

        /// Every fault of form at once, each at its place.
        package func check() throws(Invalid) {
            var faults = Faults()
            faults.need(
                (1...10).contains(levels.count)
                    && levels.map(\.level) == Array(1...max(1, levels.count)), "/levels",
                "numbering", "Number 1 to 10 levels from 1 upward.")
            faults.need(
                !levels.contains { $0.name.isBlank }, "/levels", "missing", "Name every level.")
            let codes = criteria.map(\.code)
            faults.need(
                !codes.isEmpty && Set(codes).count == codes.count, "/criteria", "repeated",
                "Give at least one criterion, each with a code of its own.")
            for (place, criterion) in criteria.enumerated() {
                faults.need(
                    Self.isCode(criterion.code) && !criterion.title.isBlank,
                    "/criteria/\(place)", "form", "Give a title and a code as writing_spectrum.")
                faults.need(
                    levels.allSatisfy { criterion.descriptors[$0.level]?.isBlank == false }
                        && criterion.descriptors.count == levels.count,
                    "/criteria/\(place)/descriptors", "missing",
                    "Describe every level, and none that isn't there.")
            }
            for (place, flag) in flags.enumerated() {
                faults.need(
                    Self.isCode(flag.code) && !flag.title.isBlank
                        && levels.contains { $0.level == flag.fromLevel }
                        && flags.filter { $0.code == flag.code }.count == 1,
                    "/flags/\(place)", "form",
                    "Give a code of its own, a title, and one of the levels.")
            }
            try faults.end()
        }

        private static func isCode(_ text: String) -> Bool {
            text.wholeMatch(of: /[a-z0-9]+(_[a-z0-9]+)*/) != nil && text.isAtMost(60)
        }
    }
}
