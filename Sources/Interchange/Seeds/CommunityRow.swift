package import Domain

/// A place where patients or families meet online, as a line of `communities.csv` describes it.
package struct CommunityRow: Equatable, Sendable {
    package let line: Int
    package let slug: String
    package let name: String
    package let url: String
    package let kind: Community.Kind
    package let audience: String
    package let condition: String
    package let access: Community.Access
    package let status: Community.Status
    package let subjectIsMinor: Bool
    package let session: Community.Session?
    /// The page from which the entry was written down.
    package let sourceURL: String
}
