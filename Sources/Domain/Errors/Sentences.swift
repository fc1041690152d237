/// What people are told of a refusal, and what they can do. A test asks for every one of them.
package enum Sentences {
    package static func of(_ refusal: any Refusing) -> String {
        all[refusal.rawValue] ?? "This was refused: \(refusal.rawValue)."
    }

    package static func isKnown(_ refusal: any Refusing) -> Bool { all[refusal.rawValue] != nil }

    private static let all: [String: String] =
        explorations
        .merging(assignments) { first, _ in first }
        .merging(feedback) { first, _ in first }
        .merging(courses) { first, _ in first }
        .merging(grades) { first, _ in first }
        .merging(access) { first, _ in first }
        .merging(people) { first, _ in first }

    private static let explorations = [
        "account-not-arranged":
            "A community here is read with an account. Confirm that learners consented to one, or "
            + "read a transcript.",
        "already-published":
            "It is published: how it counts, who reads it, its opening and rubric stay. Only add "
            + "communities, or make a new exploration.",
        "community-not-observable":
            "One of its communities can't be observed any more. Replace it, then publish.",
        "costs-nothing": "This late policy deducts nothing. Give a deduction, or the kind flag.",
        "disfavors-learner":
            "A late policy that is published may only be replaced by one that costs nobody more.",
        "words-only-wider":
            "Learners rely on the limits of words since the publication: only widen them.",
        "not-published": "It isn't published, so no learner has it.",
        "already-graded":
            "Learners have grades in it. Withdraw the releases first, or leave it as it is.",
        "due-only-later": "It is published: the due time may only move to a later one.",
        "exploration-withdrawn": "The exploration was withdrawn.",
        "flag-costs": "A late policy of the kind flag deducts nothing.",
        "last-draft-needs-close":
            "Taking the last draft needs a close. Give closes_after_minutes.",
        "no-community": "Name at least one community before you publish.",
        "out-of-range": "A number of the late policy is out of its range.",
    ]

    private static let assignments = [
        "already-complete": "This assignment is complete; nothing more is taken.",
        "closed": "It has closed. Ask your instructor for an extension.",
        "enrollment-ended": "The enrollment doesn't take part at this time.",
        "excused": "This assignment is excused; nothing is expected here.",
        "grade-not-open":
            "A grade is changed once the work came back or was missed. Release feedback first.",
        "not-in-review": "There is nothing in review here.",
        "not-open": "It takes nothing at this time: it hasn't opened yet.",
        "nothing-submitted": "Nothing was handed in that could be read.",
        "observer-code-not-accepted": "Read and accept the observer's code first.",
        "reader-is-learner": "Nobody reads their own work. Name another reader.",
        "reader-recused": "This reader is recused from this learner. Name another reader.",
        "too-many-field-notes":
            "An assignment holds fifty field notes. Delete one, or put this visit into another.",
        "too-few-words": "The reflection is shorter than the exploration asks for.",
        "too-many-words": "The reflection is longer than the exploration allows.",
    ]

    private static let feedback = [
        "being-read": "Another reader has it open. Ask for the lock to see who, and until when.",
        "no-longer-waiting": "It was released or cancelled before.",
        "already-released": "It is released. Withdraw the release before you change it.",
        "already-withdrawn": "This was withdrawn before.",
        "criterion-missing": "Give a level for each criterion that isn't optional.",
        "followed-by-another":
            "Other feedback was released on this work since. Withdraw that first.",
        "flag-below-level": "This flag needs a higher level in at least one criterion.",
        "flag-unknown": "The rubric of this exploration has no such flag.",
        "level-unknown": "The rubric of this exploration has no such criterion or level.",
        "no-outcome": "Say whether the work is complete or returned.",
        "not-ready": "Mark the feedback as ready first.",
        "not-the-author": "Only its author can change this feedback.",
        "not-visible": "It isn't visible.",
        "points-missing": "Give points: this exploration counts as points.",
        "points-out-of-range": "Give points between 0 and what the exploration is worth.",
        "points-unexpected": "Leave the points out: this exploration doesn't count as points.",
        "superseded": "The learner has handed in again since. Read the latest submission.",
    ]

    private static let courses = [
        "aliases-forgotten":
            "This offering is over, and who had which alias was forgotten. None is given any more.",
        "ask-the-office":
            "Work here is read blind, and this would tell a reader whose it is. Ask the office.",
        "class-taken": "Another section of that term has this class number.",
        "community-slug-taken": "Another community here has this slug. Choose another.",
        "already-enrolled": "The person is enrolled in this offering.",
        "already-in-state": "The enrollment is in that state and section now.",
        "before-latest-change": "Choose a day on or after the enrollment's latest change.",
        "learner-needs-section": "A learner sits in a section. Name one.",
        "list-exhausted": "The list has too few aliases that were never used. Add some.",
        "not-the-next-number": "Someone else has made this version. Read the rubric again.",
        "not-reader-and-learner":
            "A recusal is between one of the offering's staff and one of its learners.",
        "nothing-changed": "This is the same as the latest version.",
        "offering-title-taken": "This course has an offering of that title. Choose another.",
        "rubric-slug-taken": "Another rubric here has this slug. Choose another.",
        "staff-state": "Staff are enrolled or withdrawn; other states are learners'.",
        "taken": "This alias was given before and isn't used again. Choose another.",
    ]

    private static let grades = [
        "follows-enrollment":
            "W, AU and NR follow from the enrollment. Change the enrollment instead.",
        "grade-not-of-basis": "The section's grading basis has no such grade.",
        "lapse-not-ahead": "Let the incomplete lapse on a day that is still ahead.",
        "not-the-next-state": "An export is made, then sent, then accepted or rejected.",
        "nothing-to-export": "Nobody here has a grade to export.",
        "mark-not-of-basis": "The rule gives a mark that the section's grading basis lacks.",
        "no-steps": "Give at least one step.",
        "steps-not-falling": "List the steps from the highest to the lowest, each above 0.",
    ]

    private static let people = [
        "already-erased": "This person was erased before.",
        "needs-another-person":
            "Whoever asked for a redaction doesn't do it. Ask a second person.",
        "no-longer-requested": "It was done or cancelled before.",
        "nothing-found": "These words stand in no text of the offering. Nothing was requested.",
        "still-taking-part":
            "They take part in an offering that isn't over. Withdraw or drop them first.",
        "words-differ":
            "This isn't what the first person gave. Nothing was changed: check the spelling.",
        "chain-broken": "A chain doesn't hold. Find out why first: peerspective-admin verify",
        "email-taken": "Another person here has this e-mail address.",
        "observer-code-superseded":
            "The code has a newer version. Read that one, then accept it.",
        "account-deactivated": "The account is deactivated. Activate it first.",
        "invitation-over":
            "This link was used, replaced or has expired. Ask your school's office for another.",
        "own-account":
            "Nobody takes an appointment or the account from themselves. Ask a colleague.",
        "registrar-id-taken": "Another person here has this registrar's id.",
        "slug-taken": "Another institution has this slug. Choose another.",
        "second-factor-already-on": "The second factor is on already.",
        "second-factor-not-offered":
            "This service has no key for second factors. Ask its operator.",
        "second-factor-not-on": "There is no second factor to change. Set one up first.",
        "sign-in-over": "This sign-in is over. Begin anew, with the password.",
        "wrong-code": "Give the code that the app shows now, or a recovery code. None works twice.",
        "wrong-password": "The old password is another. Nothing was changed.",
    ]

    private static let access = [
        "too-many-tokens": "Twenty of your tokens are valid. Revoke one that you no longer need.",
        "insufficient-scope": "You may, but this token may not: its scopes don't cover it.",
        "key-reused": "This Idempotency-Key was used with another body. Choose a new one.",
        "not-allowed": "Your role doesn't allow this here.",
        "under-way": "The first request with this Idempotency-Key is still under way. Wait.",
    ]
}
