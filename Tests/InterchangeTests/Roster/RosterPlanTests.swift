import Domain
import Interchange
import Testing

struct RosterPlanTests {
    private let ada = RosterEntry(
        registrarID: "00421", legalName: .init(given: "Ada", family: "Okafor"),
        section: .init(termCode: "2271", classNumber: "10432"), role: .learner,
        chosenName: "Ada", email: "ada@example.edu", discipline: "medicine")
    private let bo = RosterEntry(
        registrarID: "00517", legalName: .init(given: "Bo", family: "Lindqvist"),
        section: .init(termCode: "2271", classNumber: "10432"), role: .learner)

    private func plan(_ rows: String) throws -> RosterPlan {
        let file = try RosterFile(
            Array(("id,given,family,term,crn,chosen_name,email,role\n" + rows).utf8))
        return RosterPlan(existing: [ada, bo], file: file)
    }

    @Test func `a row that says nothing new leaves its enrollment unchanged`() throws {
        let plan = try plan(
            "00421,Ada,Okafor,2271,10432,,,\n00517,Bo,Lindqvist,2271,10432,,,learner")

        #expect(plan.rows.map(\.fate) == [.unchanged(ada), .unchanged(bo)])
        #expect(plan.absent.isEmpty)
    }

    @Test func `a changed row names each field from and to`() throws {
        let plan = try plan("00421,Ada,Okafor-Hale,2271,10432,,ada@new.example.edu,instructor")

        guard case .changed(let entry, let changes)? = plan.rows.first?.fate else {
            return #expect(Bool(false), "the row should be changed")
        }
        #expect(
            changes == [
                .init(.legalName, from: "Okafor, Ada", to: "Okafor-Hale, Ada"),
                .init(.role, from: "learner", to: "instructor"),
                .init(.email, from: "ada@example.edu", to: "ada@new.example.edu"),
            ])
        #expect(entry.chosenName == "Ada")
        #expect(entry.discipline == "medicine")
    }

    @Test func `someone unknown is new, and a learner unless the file says otherwise`() throws {
        let plan = try plan("00600,Cy,Adeyemi,2271,10432,,,\n00601,Di,Moreau,2271,10432,,,faculty")

        let roles = plan.rows.map { row -> Role? in
            if case .new(let entry) = row.fate { entry.role } else { nil }
        }
        #expect(roles == [.learner, .instructor])
    }

    @Test func `people absent from the file are listed and stay`() throws {
        #expect(try plan("00421,Ada,Okafor,2271,10432,,,").absent == [bo])
        #expect(try plan("").absent == [ada, bo])
    }

    @Test func `a person in another section has moved`() throws {
        let plan = try plan("00421,Ada,Okafor,2271,10977,,,")

        guard case .changed(let entry, let changes)? = plan.rows.first?.fate else {
            return #expect(Bool(false), "the row should be changed")
        }
        #expect(changes == [.init(.section, from: "2271/10432", to: "2271/10977")])
        #expect(entry.section.classNumber == "10977")
        #expect(plan.absent == [bo])
    }

    @Test func `a person in both sections has moved nowhere`() throws {
        let plan = try plan("00421,Ada,Okafor,2271,10977,,,\n00421,Ada,Okafor,2271,10432,,,")

        guard case .new? = plan.rows.first?.fate else {
            return #expect(Bool(false), "the other section should be new")
        }
        #expect(plan.rows.last?.fate == .unchanged(ada))
    }

    @Test func `an id that lost its zeros is refused and nobody becomes absent by it`() throws {
        let plan = try plan("421,Ada,Okafor,2271,10432,,,")

        #expect(
            plan.rows.map(\.fate) == [
                .refused([
                    RowRefusal(
                        line: 2, column: "registrar_id", reason: .zerosLost(from: "00421"))
                ])
            ])
        #expect(plan.absent == [bo])
    }

    @Test func `fates stand in the order of the file, refused rows among them`() throws {
        let plan = try plan(
            "00421,Ada,Okafor,2271,,,,\n00517,Bo,Lindqvist,2271,10432,,,\n,Cy,Adeyemi,2271,1,,,")

        #expect(plan.rows.map(\.line) == [2, 3, 4])
        #expect(plan.rows[1].fate == .unchanged(bo))
        #expect(plan.absent.isEmpty)
    }
}
