/// A registrar's view of an offering. Cross-listed and visiting learners sit in sections of their own.
package struct Section: Sendable, Equatable {
    package let id: ID<Section>
    package let offering: ID<Offering>
    package let termCode: String
    package let classNumber: String
    package let credits: Points
    package let gradingBasis: GradingBasis
    package let gradesDueOn: Day
    /// For learners who graduate: not after `gradesDueOn`. Nil where it is the same.
    package let graduatingDueOn: Day?
    package let registrar: String
    package let version: Int

    package init(
        id: ID<Section>, offering: ID<Offering>, termCode: String, classNumber: String,
        credits: Points, gradingBasis: GradingBasis, gradesDueOn: Day, graduatingDueOn: Day? = nil,
        registrar: String = "",
        version: Int = 1
    ) {
        self.id = id
        self.offering = offering
        self.termCode = termCode
        self.classNumber = classNumber
        self.credits = credits
        self.gradingBasis = gradingBasis
        self.gradesDueOn = gradesDueOn
        self.graduatingDueOn = graduatingDueOn
        self.registrar = registrar
        self.version = version
    }
}
