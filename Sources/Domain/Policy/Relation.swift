/// How the one who acts stands to the thing. The closest that holds is the one that counts.
package enum Relation: String, Sendable, CaseIterable {
    /// It is the actor's own: their assignment, draft, grade, feedback, token.
    case own
    /// The actor is named as the reader of this learner's work.
    case named
    /// In the same offering, and nobody is named.
    case unnamed
    /// In the same offering; where the work has a reader, it is another.
    case sameOffering = "same_offering"
    /// In the same offering, but the actor doesn't assess this learner.
    case recused
    case otherOffering = "other_offering"
    case otherInstitution = "other_institution"
}
