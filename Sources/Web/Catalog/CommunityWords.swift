import Domain

extension Community.Kind {
    var said: String { rawValue.replacing("_", with: " ") }
}

extension Community.Access {
    /// As part of a sentence.
    var said: String {
        switch self {
        case .public: "public"
        case .account: "with a free account"
        case .members: "members only"
        case .closed: "closed"
        }
    }
}

/// What one should know before one reads in a community.
struct CommunityWarning: Sendable {
    let brief: String
    let sentence: String
}

extension Community {
    var warnings: [CommunityWarning] {
        [accessWarning, statusWarning, subjectIsMinor ? Self.children : nil].compactMap { $0 }
    }

    private static let children = CommunityWarning(
        brief: "about children",
        sentence: "Parents write about children here, who did not consent.")

    private var accessWarning: CommunityWarning? {
        switch access {
        case .public: nil
        case .account:
            CommunityWarning(
                brief: "needs an account",
                sentence: "It is read with a free account. Nobody must make one: ask your "
                    + "instructors for a transcript without names.")
        case .members, .closed:
            CommunityWarning(
                brief: "not for observation",
                sentence: "Only members read here. It is never for silent observation, so it "
                    + "can’t be assigned.")
        }
    }

    private var statusWarning: CommunityWarning? {
        let sentence: String? =
            switch status {
            case .active: nil
            case .proposed: "Staff haven’t looked at it yet, so it can’t be assigned."
            case .dormant: "Little is written here now."
            case .moved: "It has moved."
            case .archived: "It has ended; what was written stays to be read."
            case .declined: "Its owner asked not to be observed, so it can’t be assigned."
            case .retired: "Your school no longer uses it."
            }
        return sentence.map { CommunityWarning(brief: status.rawValue, sentence: $0) }
    }
}
