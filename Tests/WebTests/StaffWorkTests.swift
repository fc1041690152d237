import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct StaffWorkTests {
    @Test func `the staff see receipts, and only readers a way to the text`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()
            let path = Address.staffWork(try await course.assignment(of: World.ada)).path

            let reader = try await web.get(path, as: World.vega)
            let office = try await web.get(path, as: World.osei)

            #expect(reader.html.contains("/submissions/\(submission)/reading"))
            #expect(!office.html.contains("/reading\""))
            #expect(office.html.contains("The office sees receipts, not texts."))
            for html in [reader.html, office.html] {
                #expect(html.contains("Adaeze Okafor"))
                #expect(!html.contains("I expected anger") && !html.contains("insulin"))
            }
            for person in [World.ada, World.bo, World.eve, World.sam] {
                let page = try await web.get(path, as: person)
                #expect(page.status == 404)
            }
        }
    }

    @Test func `more time is given in the offering's zone, for a code`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            _ = try await course.published()
            let id = try await course.assignment(of: World.ada)
            func extend(_ due: String) async throws -> LiveWeb.Answer {
                try await web.post(
                    Address.moreTime(id).path, as: World.osei,
                    [("once", due), ("due_at", due), ("reason", "illness")])
            }

            let sooner = try await extend("2027-03-02T12:00")
            let later = try await extend("2027-03-12T12:00")

            #expect(sooner.status == 422)
            #expect(sooner.html.contains("Choose a time after the one that holds now."))
            #expect(sooner.html.contains(#"value="2027-03-02T12:00""#))
            #expect(later.location == "/assignments/\(id)/staff?done=extended")
            let work = try await course.records.assignment(id, by: course.vega)
            #expect(Instant.text(work.assignment.dueAt) == "2027-03-12T17:00:00Z")
            #expect(work.extensions.map(\.reason) == [.illness])
        }
    }

    @Test func `a reader is named, unless someone else changed it first`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            _ = try await course.published()
            let id = try await course.assignment(of: World.ada)
            let version = try await course.records.assignment(id, by: course.vega)
                .assignment.version
            func name(_ reader: String) async throws -> LiveWeb.Answer {
                try await web.post(
                    Address.reader(id).path, as: World.osei,
                    [("version", "\(version)"), ("reader", reader)])
            }

            let named = try await name("\(World.hahn)")
            let lost = try await name("\(World.vega)")

            #expect(named.location == "/assignments/\(id)/staff?done=reader-named")
            #expect(lost.status == 412 && lost.html.contains("Someone changed this meanwhile."))
            let now = try await course.records.assignment(id, by: course.vega)
            #expect(now.assignment.reader == World.hahn)
        }
    }

    @Test func `an excuse needs a code of the list`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            _ = try await course.published()
            let id = try await course.assignment(of: World.bo)
            let path = Address.excuse(id).path

            let none = try await web.post(path, as: World.vega, [("once", "a")])
            let done = try await web.post(
                path, as: World.vega, [("once", "b"), ("excuse_reason", "confidential")])

            #expect(none.status == 422 && none.html.contains("Choose a reason of the list."))
            #expect(done.location == "/assignments/\(id)/staff?done=excused")
        }
    }

    @Test func `blind work shows its reader neither name nor a time of its own`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission { $0.isBlind = true }
            let id = try await course.records.submission(submission, by: course.vega)
                .submission.assignment

            let page = try await web.get(Address.staffWork(id).path, as: World.vega)

            #expect(page.html.contains("Code "))
            for hidden in ["Okafor", "insulin", "Handed in Sun", "More time</dt>"] {
                #expect(!page.html.contains(hidden))
            }
        }
    }

    @Test func `a recusal takes work from its reader, and can be ended by another`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()
            let path = Address.readers(World.spring).path
            let pair = [("reader", "\(World.vega)"), ("learner", "\(World.ada)")]

            let made = try await web.post(path, as: World.osei, pair)
            let gone = try await web.get(Address.reading(submission).path, as: World.vega)
            let page = try await web.get(path, as: World.osei)
            let ended = try await web.post(
                Address.endRecusal(World.spring).path, as: World.osei, pair)

            #expect(made.location == "\(path)?done=recusal-recorded")
            #expect(gone.status == 404)
            #expect(page.html.contains("Marisol Vega doesn’t read Adaeze Okafor"))
            #expect(ended.location == "\(path)?done=recusal-ended")
            let half = try await web.post(path, as: World.osei, [("reader", "\(World.vega)")])
            #expect(half.status == 422 && half.html.contains("Choose both people."))
            #expect(half.html.contains(#"value="\#(World.vega)" selected"#))
            let learner = try await web.get(path, as: World.ada)
            #expect(learner.status == 404)
        }
    }

    @Test func `a reader's work is handed over in one act`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()
            _ = try await course.ready(on: submission)

            let done = try await web.post(
                Address.handOver(World.spring).path, as: World.osei,
                [("once", "a"), ("from", "\(World.vega)"), ("to", "\(World.hahn)")])

            #expect(done.location?.hasSuffix("done=handed-over") == true)
            let moved = try await course.records.feedback(on: submission, by: course.hahn)
            #expect(moved?.content.summary == Course.marked.summary)
        }
    }

    @Test func `only instructors approve, and those that are marked`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let path = Address.approvals(World.spring).path
            let ada = World.enrollment(of: World.ada)
            _ = try await course.records.setGradeRule(
                .completions([GradeRule.Step(mark: "P", atLeast: 1)], below: "F"),
                of: World.passFail, latest: 0, by: course.vega, at: web.now)
            _ = try await course.released(on: course.submission())

            let page = try await web.get(path, as: World.vega)
            let none = try await web.post(path, as: World.vega, [("once", "a")])
            let open = try await web.post(
                path, as: World.vega,
                [("once", "b"), ("learner", "\(World.enrollment(of: World.bo))")])
            let done = try await web.post(
                path, as: World.vega, [("once", "c"), ("learner", "\(ada)")])

            #expect(page.html.contains("Approve P for Adaeze Okafor"))
            #expect(!page.html.contains("for Bo Lindqvist"))
            #expect(none.status == 422 && none.html.contains("Mark at least one grade"))
            #expect(open.status == 422 && open.html.contains("no grade yet for Hearing one voice"))
            #expect(done.location == "\(path)?done=grades-approved")
            let after = try await web.get(path, as: World.vega)
            #expect(after.html.contains("P approved by Marisol Vega"))
            let office = try await web.get(path, as: World.osei)
            #expect(office.status == 404)
        }
    }
}
