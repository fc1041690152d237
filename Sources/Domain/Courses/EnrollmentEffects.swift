/// What an enrollment's state does elsewhere. `EnrollmentState.effects` is the table.
package struct EnrollmentEffects: Sendable, Equatable {
    package enum DueTimes: String, Sendable {
        case ofExploration = "of_exploration"
        /// The time that everyone had from the opening, counted from the learner's start.
        case fromStart = "from_start"
        case none
    }

    package enum ExportLine: String, Sendable {
        case grade
        /// W, whatever was earned.
        case withdrawn = "W"
        /// AU, whatever was earned.
        case audited = "AU"
        /// NR, unless an incomplete was recorded.
        case notReported = "NR"
        case none
    }

    /// What becomes of what a learner has written and not handed in.
    package enum Drafts: String, Sendable {
        /// The learner goes on writing.
        case open
        /// They stay, and the learner can read them; nothing more is written.
        case kept
    }

    package enum Posts: String, Sendable {
        /// The learner goes on posting.
        case open
        /// They stay under the alias; no more are taken.
        case kept
    }

    package let dueTimes: DueTimes
    package let drafts: Drafts
    package let posts: Posts
    /// The alias stays taken in every state; here: whether it still shows beside posts.
    package let showsAlias: Bool
    package let getsReminders: Bool
    package let inStatistics: Bool
    package let maySubmit: Bool
    package let exportLine: ExportLine

    package init(
        dueTimes: DueTimes, drafts: Drafts, posts: Posts, showsAlias: Bool, getsReminders: Bool,
        inStatistics: Bool,
        maySubmit: Bool, exportLine: ExportLine
    ) {
        self.dueTimes = dueTimes
        self.drafts = drafts
        self.posts = posts
        self.showsAlias = showsAlias
        self.getsReminders = getsReminders
        self.inStatistics = inStatistics
        self.maySubmit = maySubmit
        self.exportLine = exportLine
    }
}

extension EnrollmentState {
    package var effects: EnrollmentEffects {
        switch self {
        case .enrolled:
            EnrollmentEffects(
                dueTimes: .ofExploration, drafts: .open, posts: .open, showsAlias: true,
                getsReminders: true,
                inStatistics: true, maySubmit: true, exportLine: .grade)
        case .addedLate:
            EnrollmentEffects(
                dueTimes: .fromStart, drafts: .open, posts: .open, showsAlias: true,
                getsReminders: true,
                inStatistics: true, maySubmit: true, exportLine: .grade)
        case .auditing:
            EnrollmentEffects(
                dueTimes: .ofExploration, drafts: .open, posts: .open, showsAlias: true,
                getsReminders: true,
                inStatistics: false, maySubmit: true, exportLine: .audited)
        case .onLeave:
            EnrollmentEffects(
                dueTimes: .none, drafts: .kept, posts: .kept, showsAlias: true,
                getsReminders: false,
                inStatistics: false, maySubmit: false, exportLine: .notReported)
        case .withdrawn:
            EnrollmentEffects(
                dueTimes: .none, drafts: .kept, posts: .kept, showsAlias: true,
                getsReminders: false,
                inStatistics: false, maySubmit: false, exportLine: .withdrawn)
        case .dropped:
            EnrollmentEffects(
                dueTimes: .none, drafts: .kept, posts: .kept, showsAlias: true,
                getsReminders: false,
                inStatistics: false, maySubmit: false, exportLine: .none)
        }
    }
}
