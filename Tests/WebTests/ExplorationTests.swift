import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct ExplorationTests {
    private let list = Address.explorations(World.spring).path

    private let fields = [
        ("once", "one"), ("title", "A second look"), ("prompt", "Read what you passed over."),
        ("community", "\(World.blog)"), ("opens_at", "2027-03-02T09:00"),
        ("due_at", "2027-03-09T23:59"), ("counts_as", "completion"), ("late_kind", "flag"),
        ("closes_after", "1440"), ("rubric", "\(World.rubricVersion)"),
    ]

    @Test func `an instructor writes a draft in the offering's zone, once for two clicks`()
        async throws
    {
        try await LiveWeb.run { web in
            let course = Course(web)

            let made = try await web.post(list, as: World.vega, fields)
            let again = try await web.post(list, as: World.vega, fields)

            #expect(made.status == 303 && made.location == again.location)
            let all = try await course.records.explorations(of: World.spring, by: course.vega)
            #expect(all.items.count == 1)
            let one = try #require(all.items.first)
            #expect(Instant.text(one.exploration.dueAt) == "2027-03-10T04:59:00Z")
            #expect(one.latePolicy.closesAfterMinutes == 1440)
            #expect(one.exploration.rubricVersion == World.rubricVersion)
            let page = try await web.get(#require(made.location), as: World.vega)
            #expect(page.html.contains(#"value="2027-03-09T23:59""#))
        }
    }

    @Test func `each fault stands at its field, and nothing typed is lost`() async throws {
        try await LiveWeb.run { web in
            var sent = fields.filter { !["due_at", "title", "counts_as"].contains($0.0) }
            sent += [("due_at", "2027-03-01T09:00"), ("title", ""), ("counts_as", "points")]

            let page = try await web.post(list, as: World.vega, sent)

            #expect(page.status == 422)
            #expect(page.html.contains("Say with digits how many points"))
            #expect(page.html.contains("Read what you passed over."))
            // What can't be read and what isn't sound are told at once.
            #expect(page.html.contains("Give 1 to 200 characters."))
            #expect(page.html.contains("Choose a time after the opening."))
            let next = try await web.post(
                list, as: World.vega, sent + [("points", "10")])
            #expect(next.html.contains("Give 1 to 200 characters."))
            #expect(next.html.contains("Choose a time after the opening."))
            #expect(next.html.contains(#"value="\#(World.blog)" checked"#))
        }
    }

    @Test func `only staff see an exploration's page, and only instructors its form`() async throws
    {
        try await LiveWeb.run { web in
            let path = Address.exploration(try await Course(web).draft()).path

            for person in [World.ada, World.eve, World.zoe, World.sam] {
                for part in ["", "/preview", "/publication"] {
                    let page = try await web.get(path + part, as: person)
                    #expect(page.status == 404)
                }
            }
            let office = try await web.get(path, as: World.osei)
            let teacher = try await web.get(path, as: World.vega)
            #expect(office.status == 200 && !office.html.contains("Save the draft"))
            #expect(teacher.html.contains("Save the draft"))
            let write = try await web.get("\(list)/new", as: World.osei)
            #expect(write.status == 404)
        }
    }

    @Test func `a published one may only change to favor its learners`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let id = try await course.published()
            let path = Address.exploration(id).path
            func change(due: String) async throws -> LiveWeb.Answer {
                try await web.post(
                    path, as: World.vega,
                    [
                        ("version", "2"), ("title", "Hearing one voice"), ("prompt", "Read."),
                        ("community", "\(World.blog)"), ("due_at", due), ("late_kind", "flag"),
                    ])
            }

            let sooner = try await change(due: "2027-03-03T12:00")
            let later = try await change(due: "2027-03-08T12:00")

            #expect(sooner.status == 409 && sooner.html.contains(#"role="alert""#))
            #expect(sooner.html.contains(#"value="2027-03-03T12:00""#))
            #expect(later.location == "\(path)?done=exploration-saved")
            let now = try await course.records.exploration(id, by: course.vega).exploration
            #expect(now.prompt == "Read." && now.rubricVersion == World.rubricVersion)
        }
    }

    @Test func `a lost race shows what is stored beside what was typed`() async throws {
        try await LiveWeb.run { web in
            let id = try await Course(web).draft()

            let lost = try await web.post(
                Address.exploration(id).path, as: World.vega,
                fields.filter { $0.0 != "prompt" } + [("version", "7"), ("prompt", "Mine.")])

            #expect(lost.status == 412)
            #expect(lost.html.contains("Mine.") && lost.html.contains("Read *one* blog."))
            #expect(lost.html.contains(#"name="version" value="1""#))
        }
    }

    @Test func `a second click on a change is no lost race`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let id = try await course.draft()
            let sent = fields + [("version", "1")]

            let first = try await web.post(Address.exploration(id).path, as: World.vega, sent)
            let second = try await web.post(Address.exploration(id).path, as: World.vega, sent)

            #expect(first.status == 303 && second.location == first.location)
            let now = try await course.records.exploration(id, by: course.vega).exploration
            #expect(now.version == 2)
        }
    }

    @Test func `it is given to those who are marked, and then to everyone`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let id = try await course.draft()
            let path = Address.publication(id).path
            let bo = World.enrollment(of: World.bo)

            let some = try await web.post(
                path, as: World.vega, [("once", "a"), ("to", "some"), ("learner", "\(bo)")])
            let one = try await course.records.assignments(of: id, by: course.vega).items
            let page = try await web.get(path, as: World.vega)
            _ = try await web.post(path, as: World.vega, [("once", "b"), ("to", "all")])
            let all = try await course.records.assignments(of: id, by: course.vega).items

            #expect(some.location == "/explorations/\(id)?done=exploration-published")
            #expect(one.map(\.learnerName) == ["Bo Lindqvist"])
            #expect(page.html.contains("has it"))
            #expect(all.count == 3)
        }
    }

    @Test func `nobody marked is said, and nothing is published`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let id = try await course.draft()

            let page = try await web.post(
                Address.publication(id).path, as: World.vega, [("once", "a"), ("to", "some")])

            #expect(page.status == 422 && page.html.contains("Mark at least one"))
            let now = try await course.records.exploration(id, by: course.vega).exploration
            #expect(now.state == .draft)
        }
    }

    @Test func `a preview shows the prompt as a learner reads it`() async throws {
        try await LiveWeb.run { web in
            let id = try await Course(web).draft()

            let page = try await web.get(Address.preview(id).path, as: World.vega)

            #expect(page.html.contains("Read <em>one</em> blog."))
            #expect(page.html.contains("Late work is marked as late and costs nothing."))
        }
    }

    @Test func `withdrawing takes it from its learners`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let id = try await course.published()

            let done = try await web.post(
                Address.withdrawal(id).path, as: World.vega, [("version", "2")])

            #expect(done.location == "/explorations/\(id)?done=exploration-withdrawn")
            let own = try await course.records.ownAssignments(by: World.actor(World.ada))
            #expect(own.items.isEmpty)
        }
    }

    @Test func `pictures have words and a table, for instructors alone`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()
            _ = try await course.released(on: submission)
            let id = try await course.records.submission(submission, by: course.vega)
                .submission.exploration
            let path = Address.exploration(id).path

            let page = try await web.get(path, as: World.vega)
            let office = try await web.get(path, as: World.osei)

            #expect(page.html.contains("Presence: 0, 0, 1, 0."))
            #expect(page.html.contains("Sun 28 Feb 2027: 1."))
            #expect(!page.html.contains("style=\""))
            #expect(!office.html.contains("<svg"))
        }
    }

    @Test func `a local time is read and written in its zone`() throws {
        let due = try #require(LocalTime.date("2027-07-01T08:30", in: "America/New_York"))

        #expect(Instant.text(due) == "2027-07-01T12:30:00Z")
        #expect(LocalTime.text(due, in: "America/New_York") == "2027-07-01T08:30")
        for bad in ["2027-02-30T08:00", "2027-07-01", "tomorrow", ""] {
            #expect(LocalTime.date(bad, in: "America/New_York") == nil)
        }
    }
}
