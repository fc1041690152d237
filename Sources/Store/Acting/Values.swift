package import Domain
package import Postgres

// How Domain's values are bound and read.

extension ID: PostgresEncodable, PostgresDecodable {
    package var postgresText: String? { rawValue.postgresText }

    package init(postgresText: String) throws(DecodingFailure) {
        self.init(rawValue: try .init(postgresText: postgresText))
    }
}

extension Day: PostgresEncodable, PostgresDecodable {
    package var postgresText: String? { description }

    package init(postgresText: String) throws(DecodingFailure) {
        guard let day = Day(postgresText) else { throw DecodingFailure(of: Day.self) }
        self = day
    }
}

/// Columns named `…_thousandths`.
extension Points: PostgresEncodable, PostgresDecodable {
    package var postgresText: String? { thousandths.postgresText }

    package init(postgresText: String) throws(DecodingFailure) {
        self.init(thousandths: try Int(postgresText: postgresText))
    }
}

/// Columns named `…_thousandths`.
extension Share: PostgresEncodable, PostgresDecodable {
    package var postgresText: String? { thousandths.postgresText }

    package init(postgresText: String) throws(DecodingFailure) {
        self.init(thousandths: try Int(postgresText: postgresText))
    }
}

extension Alias: PostgresEncodable, PostgresDecodable {
    package var postgresText: String? { name }

    package init(postgresText: String) throws(DecodingFailure) {
        guard let alias = Alias(postgresText) else { throw DecodingFailure(of: Alias.self) }
        self = alias
    }
}

extension Role: PostgresEncodable, PostgresDecodable {}
extension TokenScope: PostgresEncodable, PostgresDecodable {}
extension EnrollmentState: PostgresEncodable, PostgresDecodable {}
extension GradingBasis: PostgresEncodable, PostgresDecodable {}
extension Contact.Kind: PostgresEncodable, PostgresDecodable {}
extension Community.Kind: PostgresEncodable, PostgresDecodable {}
extension Community.Access: PostgresEncodable, PostgresDecodable {}
extension Community.Status: PostgresEncodable, PostgresDecodable {}
extension Exploration.State: PostgresEncodable, PostgresDecodable {}
extension Extension.Reason: PostgresEncodable, PostgresDecodable {}
extension GradeEntry.Reason: PostgresEncodable, PostgresDecodable {}
extension RegistrarTemplate.Encoding: PostgresEncodable, PostgresDecodable {}
extension LatePolicy.Kind: PostgresEncodable, PostgresDecodable {}
extension Assignment.State: PostgresEncodable, PostgresDecodable {}
extension ScheduledRelease.State: PostgresEncodable, PostgresDecodable {}
extension Redaction.Reason: PostgresEncodable, PostgresDecodable {}
extension Redaction.State: PostgresEncodable, PostgresDecodable {}
extension StoredText.Kind: PostgresEncodable, PostgresDecodable {}
extension Feedback.State: PostgresEncodable, PostgresDecodable {}
extension Feedback.Outcome: PostgresEncodable, PostgresDecodable {}
extension Export.Format: PostgresEncodable, PostgresDecodable {}
extension Export.State: PostgresEncodable, PostgresDecodable {}
