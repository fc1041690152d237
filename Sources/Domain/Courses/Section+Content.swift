extension Section {
    /// What staff say of a section. Without an id it is another one.
    package struct Content: Sendable, Equatable {
        package var id: ID<Section>?
        package var termCode: String
        package var classNumber: String
        package var credits: Points
        package var gradingBasis: GradingBasis
        package var gradesDueOn: Day
        package var graduatingDueOn: Day?
        package var registrar: String

        package init(
            id: ID<Section>? = nil, termCode: String, classNumber: String, credits: Points,
            gradingBasis: GradingBasis, gradesDueOn: Day, graduatingDueOn: Day? = nil,
            registrar: String = ""
        ) {
            self.id = id
            self.termCode = termCode
            self.classNumber = classNumber
            self.credits = credits
            self.gradingBasis = gradingBasis
            self.gradesDueOn = gradesDueOn
            self.graduatingDueOn = graduatingDueOn
            self.registrar = registrar
        }

        package var name: RosterEntry.Section {
            RosterEntry.Section(termCode: termCode, classNumber: classNumber)
        }
    }

    package var content: Content {
        Content(
            id: id, termCode: termCode, classNumber: classNumber, credits: credits,
            gradingBasis: gradingBasis, gradesDueOn: gradesDueOn,
            graduatingDueOn: graduatingDueOn, registrar: registrar)
    }
}

extension Section.Content {
    func check(at pointer: String, endsOn: Day, _ faults: inout Faults) {
        let texts = [(termCode, "term_code"), (classNumber, "class_number")]
        for (text, field) in texts {
            faults.need(
                !text.isBlank && text.isAtMost(60), "\(pointer)/\(field)", "length",
                "Give 1 to 60 characters.")
        }
        faults.need(
            registrar.isAtMost(200), "\(pointer)/registrar", "length",
            "Give at most 200 characters.")
        faults.need(
            (0...100_000).contains(credits.thousandths), "\(pointer)/credits", "out-of-range",
            "Give 0 to 100 credits.")
        // LCME 9.8: a final grade within six weeks of the end.
        let latest = RegistrarDue.latest(endsOn: endsOn)
        faults.need(
            gradesDueOn >= endsOn && gradesDueOn <= latest, "\(pointer)/grades_due_on",
            "out-of-range", "Choose a day from \(endsOn) to \(latest), six weeks after the end.")
        faults.need(
            graduatingDueOn.map { $0 >= endsOn && $0 <= gradesDueOn } ?? true,
            "\(pointer)/graduating_due_on", "out-of-range",
            "Choose a day from \(endsOn) to \(gradesDueOn), or leave it out.")
    }
}
