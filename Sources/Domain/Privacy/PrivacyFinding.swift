/// A place in a text that could lead to somebody who was observed.
package struct PrivacyFinding: Sendable, Equatable {
    package enum Class: String, Sendable, Codable, CaseIterable {
        case email, telephone, handle
        case webAddress = "web_address"
        /// The bare name of a host, which may be an organization's.
        case site
        case recordNumber = "record_number"
        case accountNumber = "account_number"
        case socialSecurity = "social_security"
        case ipAddress = "ip_address"
    }

    package enum Severity: String, Sendable, Codable, CaseIterable {
        /// Nothing is handed in with it.
        case block
        case warn
    }

    package let `class`: Class
    /// Counts Unicode scalars of the text from 0, its end not included.
    package let span: Range<Int>
    package let severity: Severity
    /// One sentence or two that say what it is and what to do.
    package let reason: String

    package init(`class`: Class, span: Range<Int>, severity: Severity, reason: String) {
        self.class = `class`
        self.span = span
        self.severity = severity
        self.reason = reason
    }
}
