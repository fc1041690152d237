import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct ReleaseTests {
    private let path = Address.release(World.spring).path

    @Test func `only instructors of the offering release`() async throws {
        try await LiveWeb.run { web in
            for person in [World.ada, World.osei, World.eve, World.sam] {
                let page = try await web.get(path, as: person)
                #expect(page.status == 404)
            }
        }
    }

    @Test func `one looks at names and at what becomes visible, then releases`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()
            let item = try await course.ready(on: submission)
            let piece = ("piece", "\(item.feedback):\(item.version)")

            let list = try await web.get(path, as: World.vega)
            let review = try await web.post("\(path)/review", as: World.vega, [piece])
            let seen = try? await course.records.releasedFeedback(
                on: course.assignment(of: World.ada), by: World.actor(World.ada), at: web.now)
            let done = try await web.post(
                path, as: World.vega, [("once", "a"), ("when", "now"), piece])

            #expect(list.html.contains("Adaeze Okafor"))
            #expect(list.html.contains("the outcome, 1 level, 1 comment, the summary"))
            #expect(!list.html.contains("What made you expect it?"))
            #expect(review.status == 200 && review.html.contains("1 learner will see"))
            #expect(seen == nil, "looking releases nothing")
            #expect(done.location == "\(path)?done=released")
            let after = try await web.get(path, as: World.vega)
            #expect(after.html.contains("not opened") && after.html.contains("Withdraw it"))
        }
    }

    @Test func `what was changed since is named, and nothing is released`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let item = try await course.ready(on: course.submission())

            let page = try await web.post(
                path, as: World.vega,
                [("once", "a"), ("when", "now"), ("piece", "\(item.feedback):99")])

            #expect(page.status == 422)
            #expect(page.html.contains("It was changed since the list was made"))
            let pieces = try await course.records.releasedPieces(
                of: World.spring, by: course.vega)
            #expect(pieces.items.isEmpty)
        }
    }

    @Test func `a release is scheduled in the offering's zone, and called off`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let item = try await course.ready(on: course.submission())
            let piece = ("piece", "\(item.feedback):\(item.version)")
            let bad = try await web.post(
                path, as: World.vega, [("once", "a"), ("when", "at"), ("at", "soon"), piece])

            let made = try await web.post(
                path, as: World.vega,
                [("once", "b"), ("when", "at"), ("at", "2027-03-02T08:00"), piece])

            #expect(bad.status == 422 && bad.html.contains("Choose a day and a time."))
            #expect(made.location == "\(path)?done=release-scheduled")
            let all = try await course.records.scheduledReleases(of: World.spring, by: course.vega)
            let one = try #require(all.items.first)
            #expect(Instant.text(one.releaseAt) == "2027-03-02T13:00:00Z")
            let off = try await web.post(Address.cancelRelease(one.id).path, as: World.hahn, [])
            #expect(off.location == "\(path)?done=release-cancelled")
            let twice = try await web.post(Address.cancelRelease(one.id).path, as: World.hahn, [])
            #expect(twice.status == 409)
        }
    }

    @Test func `taking a release back says whether it had been opened`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let released = try await course.released(on: course.submission())
            _ = try await course.records.releasedFeedback(
                on: course.assignment(of: World.ada), by: World.actor(World.ada), at: web.now)

            let done = try await web.post(
                Address.withdrawRelease(released).path, as: World.vega,
                [("offering", "\(World.spring)")])

            #expect(done.location == "\(path)?done=opened-release-withdrawn")
            let page = try await web.get(#require(done.location), as: World.vega)
            #expect(page.html.contains("The learner had opened it"))
            #expect(!page.html.contains("Withdraw it"))
        }
    }

    @Test func `blind feedback is released by its code`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission { $0.isBlind = true }
            let item = try await course.ready(on: submission)

            let page = try await web.get(path, as: World.vega)
            let review = try await web.post(
                "\(path)/review", as: World.vega, [("piece", "\(item.feedback):\(item.version)")])

            for html in [page.html, review.html] {
                #expect(html.contains("Code ") && !html.contains("Okafor"))
            }
        }
    }
}
