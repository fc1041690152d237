import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct ReadingTests {
    private let queue = Address.queue(World.spring).path

    @Test func `the queue lists what waits, with who is reading it`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()
            _ = try await course.records.beginReading(submission, by: course.hahn, at: web.now)

            let page = try await web.get(queue, as: World.vega)

            #expect(page.html.contains(#"<a href="/submissions/\#(submission)/reading">Adaeze"#))
            #expect(page.html.contains("Peter Hahn is reading it"))
            let mine = try await web.get("\(queue)?mine=true", as: World.vega)
            #expect(mine.html.contains("Nothing of this waits."))
        }
    }

    @Test func `nobody but its readers opens a reading`() async throws {
        try await LiveWeb.run { web in
            let path = Address.reading(try await Course(web).submission()).path

            for person in [World.ada, World.bo, World.osei, World.dean, World.eve, World.sam] {
                let page = try await web.get(path, as: person)
                #expect(page.status == 404)
                #expect(!page.html.contains("I expected anger"))
            }
            let office = try await web.get(queue, as: World.osei)
            #expect(office.status == 404)
        }
    }

    @Test func `a draft of feedback is saved, and only its author reads it`() async throws {
        try await LiveWeb.run { web in
            let submission = try await Course(web).submission()
            let path = Address.reading(submission).path

            let saved = try await web.post(
                path, as: World.vega,
                [
                    ("version", "0"), ("act", "save"), ("level-presence", "3"),
                    ("outcome", "complete"), ("summary", "You looked twice."),
                ])

            #expect(saved.status == 303)
            let page = try await web.get(#require(saved.location), as: World.vega)
            #expect(page.html.contains("Draft saved. Nobody else sees it."))
            #expect(page.html.contains("You looked twice."))
            #expect(page.html.contains(#"name="level-presence" value="3" checked"#))
            let other = try await web.get(path, as: World.hahn)
            #expect(other.status == 200 && !other.html.contains("You looked twice."))
        }
    }

    @Test func `quoted words become a comment that is anchored by Unicode scalars`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()

            let saved = try await web.post(
                Address.reading(submission).path, as: World.vega,
                [
                    ("version", "0"), ("act", "add"), ("quote", "\u{1F642} a  question."),
                    ("note", "Which one?"),
                ])

            #expect(saved.status == 303)
            let feedback = try await course.records.feedback(on: submission, by: course.vega)
            let comment = try #require(feedback?.content.comments.first)
            let scalars = Array(Course.text.unicodeScalars)
            var words = String.UnicodeScalarView()
            words.append(contentsOf: scalars[comment.span])
            #expect(String(words) == "\u{1F642} a question.")
        }
    }

    @Test func `words that don't stand in the text are said to, and nothing typed is lost`()
        async throws
    {
        try await LiveWeb.run { web in
            let submission = try await Course(web).submission()

            let page = try await web.post(
                Address.reading(submission).path, as: World.vega,
                [
                    ("version", "0"), ("act", "add"), ("quote", "joy"), ("note", "Where?"),
                    ("summary", "Kept."), ("level-presence", "2"),
                ])

            #expect(page.status == 422)
            #expect(page.html.contains("These words don’t stand in the text."))
            for typed in [#"value="joy""#, "Where?", "Kept.", #"value="2" checked"#] {
                #expect(page.html.contains(typed))
            }
        }
    }

    @Test func `of two windows the second sees both texts`() async throws {
        try await LiveWeb.run { web in
            let path = Address.reading(try await Course(web).submission()).path
            func save(_ summary: String) async throws -> LiveWeb.Answer {
                try await web.post(
                    path, as: World.vega,
                    [("version", "0"), ("act", "save"), ("summary", summary)])
            }
            _ = try await save("The first window’s.")

            let lost = try await save("The second window’s.")

            #expect(lost.status == 412)
            #expect(lost.html.contains("What is stored now"))
            #expect(lost.html.contains("The first window’s."))
            #expect(lost.html.contains("The second window’s."))
            #expect(lost.html.contains(#"name="version" value="1""#))
        }
    }

    @Test func `a second click of the same form is no lost race`() async throws {
        try await LiveWeb.run { web in
            let path = Address.reading(try await Course(web).submission()).path
            let form = [
                ("version", "0"), ("act", "save"), ("summary", "Once."), ("level-presence", "3"),
                ("comment", "1"), ("starts-1", "2"), ("ends-1", "10"), ("body-1", "Why?"),
            ]

            let first = try await web.post(path, as: World.vega, form)
            let second = try await web.post(path, as: World.vega, form)

            #expect(first.status == 303 && second.location == first.location)
            let page = try await web.get(path, as: World.vega)
            #expect(page.html.contains(#"name="version" value="1""#))
        }
    }

    @Test func `what isn't complete can't be ready, and says what is missing`() async throws {
        try await LiveWeb.run { web in
            let path = Address.reading(try await Course(web).submission()).path

            let page = try await web.post(
                path, as: World.vega, [("version", "0"), ("act", "ready"), ("summary", "Good.")])

            #expect(page.status == 409)
            #expect(page.html.contains(#"role="alert""#) && page.html.contains("Good."))
        }
    }

    @Test func `after the last that is ready comes the queue`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()

            let done = try await web.post(
                Address.reading(submission).path, as: World.vega,
                [
                    ("version", "0"), ("act", "ready"), ("outcome", "complete"),
                    ("level-presence", "3"),
                ])

            #expect(done.location == "\(queue)?done=feedback-ready")
            let feedback = try await course.records.feedback(on: submission, by: course.vega)
            #expect(feedback?.state == .ready)
        }
    }

    @Test func `a blind reading shows a code, and neither name nor time`() async throws {
        try await LiveWeb.run { web in
            let submission = try await Course(web).submission { $0.isBlind = true }

            let page = try await web.get(Address.reading(submission).path, as: World.vega)
            let list = try await web.get(queue, as: World.vega)

            for html in [page.html, list.html] {
                #expect(html.contains("Code "))
                for hidden in ["Adaeze", "Okafor", "insulin", "Sun 28 Feb"] {
                    #expect(!html.contains(hidden))
                }
            }
        }
    }

    @Test func `another reader's lock is shown and can't be taken`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let submission = try await course.submission()
            _ = try await course.records.beginReading(submission, by: course.hahn, at: web.now)

            let page = try await web.get(Address.reading(submission).path, as: World.vega)
            let taken = try await web.post(
                Address.readingLock(submission).path, as: World.vega, [("act", "begin")])

            #expect(page.html.contains("Peter Hahn is reading this"))
            #expect(taken.status == 409)
        }
    }

    @Test func `a revision is read beside what was released before it`() async throws {
        try await LiveWeb.run { web in
            let course = Course(web)
            let first = try await course.submission()
            let saved = try await course.records.saveFeedback(
                Feedback.Content(
                    outcome: .returned, levels: ["presence": 2], summary: "Go on from here."),
                on: first, isReady: true, version: 0, by: course.vega, at: web.now)
            _ = try await course.records.release(
                [ReleaseItem(feedback: saved.id, version: saved.version)], of: World.spring,
                by: course.vega, at: web.now)
            let second = try await course.records.submit(
                "I went on.", aiUse: "none", for: course.assignment(of: World.ada),
                by: World.actor(World.ada), at: web.now
            ).id

            let page = try await web.get(Address.reading(second).path, as: World.hahn)
            let old = try await web.get(Address.reading(first).path, as: World.vega)

            #expect(page.html.contains("What was released on the submission before"))
            #expect(page.html.contains("Go on from here.") && page.html.contains("Presence 2"))
            #expect(old.html.contains("The learner has handed in again since."))
            #expect(old.html.contains(#"<a href="/submissions/\#(second)/reading">"#))
            #expect(old.html.contains(#"class="two wide reading" disabled"#))
        }
    }

    @Test func `passages are cut at comments and keep every character's place`() throws {
        let text = "One\r\ntwo e\u{301} three.\n\n\u{1F642} Four."
        let passages = Passages(
            text, [ReadingForm.Comment(startsAt: 5, endsAt: 8, body: "Why?")])

        let scalars = Array(text.unicodeScalars)
        for run in passages.paragraphs.flatMap(\.runs) {
            #expect(
                Array(run.text.unicodeScalars)
                    == Array(scalars[run.at...].prefix(run.text.unicodeScalars.count)))
            #expect(!run.text.unicodeScalars.contains("\r"))
        }
        #expect(passages.paragraphs.count == 2)
        #expect(passages.paragraphs[0].comments.first?.quote == "two")
        #expect(passages.paragraphs[0].runs.first(where: \.isMarked)?.text == "two")
    }
}
