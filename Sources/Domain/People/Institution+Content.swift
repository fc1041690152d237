import Foundation

extension Institution {
    package enum Refusal: String, Refusing {
        case slugTaken = "slug-taken"
    }

    /// What is said of an institution when it is added.
    package struct Content: Sendable, Equatable {
        package var slug: String
        package var name: String
        package var zone: String

        package init(slug: String, name: String, zone: String) {
            self.slug = slug
            self.name = name
            self.zone = zone
        }

        /// Refuses what can't be an institution, every fault at once.
        package func check() throws(Invalid) {
            var faults: [Invalid.Fault] = []
            if slug.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) == nil || slug.utf8.count > 63 {
                faults.append(.slug)
            }
            if name.isBlank || !name.isAtMost(200) { faults.append(.name) }
            if !zone.contains("/") || TimeZone(identifier: zone) == nil { faults.append(.zone) }
            guard faults.isEmpty else { throw Invalid(faults) }
        }
    }
}

extension Invalid.Fault {
    fileprivate static let slug = Self(
        pointer: "/slug", code: "form",
        detail:
            "Up to 63 small letters and digits, in words divided by hyphens: school-of-medicine."
    )
    fileprivate static let name = Self(
        pointer: "/name", code: "length", detail: "A name has 1 to 200 characters.")
    fileprivate static let zone = Self(
        pointer: "/zone", code: "unknown", detail: "A zone is named as in America/New_York.")
}

extension String {
    /// Nothing but spaces.
    var isBlank: Bool { allSatisfy(\.isWhitespace) }

    /// By code points, as JSON Schema and PostgreSQL count: a letter may carry any number of marks, and
    /// what is indexed has to be bounded in bytes.
    package func isAtMost(_ limit: Int) -> Bool {
        utf8.count <= limit || unicodeScalars.count <= limit
    }
}
