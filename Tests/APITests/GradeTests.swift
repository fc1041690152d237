import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct GradeTests {
    private let ada = World.enrollment(of: World.ada)

    private struct Made: Decodable {
        let id: String
        let digest: String
        let state: String
    }

    @Test func `a grade goes from the instructor's hand to the registrar's file`() async throws {
        try await LiveAPI.run { api in
            let spring = "/offerings/\(World.spring)"
            let list = #"{"enrollment_ids": ["\#(ada)"]}"#
            let hand = try await api.post(
                "\(spring)/grades", as: World.vega,
                #"{"enrollment_id": "\#(ada)", "grade": "P", "reason": "correction"}"#)
            let early = try await api.post(
                "\(spring)/exports", as: World.osei,
                #"{"format": "csv", "enrollment_ids": ["\#(ada)"]}"#)
            let unseen = try await api.get("/me/grades", as: World.ada)
            let approved = try await api.post("\(spring)/approvals", as: World.vega, list)
            let made = try await api.post(
                "\(spring)/exports", as: World.osei,
                #"{"format": "csv", "enrollment_ids": ["\#(ada)"]}"#, key: "once")
            let again = try await api.post(
                "\(spring)/exports", as: World.osei,
                #"{"format": "csv", "enrollment_ids": ["\#(ada)"]}"#, key: "once")

            #expect([hand, approved, made].map(\.status) == [201, 201, 201])
            #expect(try early.json(Faults.self).errors?.map(\.code) == ["not-approved"])
            #expect(!unseen.text.contains("course_grade"))
            let export: Made = try made.json()
            #expect(try again.json(Made.self).id == export.id)
            let file = try await api.get("/exports/\(export.id)/content", as: World.osei)
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(file.headers[.eTag] == "\"\(export.digest)\"")
            #expect(file.headers[.contentDisposition]?.contains("Okafor") == false)
            #expect(file.text.contains("\"Okafor, Adaeze\",2271,10432,pass_fail,P,"))
            let seen = try await api.get("/me/grades", as: World.ada)
            #expect(seen.text.contains(#""course_grade":"P""#))
            let sent = try await api.post(
                "/exports/\(export.id)/events", as: World.osei, #"{"state": "sent"}"#)
            #expect(try sent.json(Made.self).state == "sent")
        }
    }

    @Test func `a grade that isn't said is asked for, and undoes nothing`() async throws {
        try await LiveAPI.run { api in
            let path = "/offerings/\(World.spring)/grades"
            let hand = try await api.post(
                path, as: World.vega,
                #"{"enrollment_id": "\#(ada)", "grade": "P", "reason": "correction"}"#)
            let silent = try await api.post(
                path, as: World.vega,
                #"{"enrollment_id": "\#(ada)", "garde": "F", "reason": "correction"}"#)
            let undone = try await api.post(
                path, as: World.vega,
                #"{"enrollment_id": "\#(ada)", "grade": null, "reason": "correction"}"#)

            #expect(hand.status == 201 && undone.status == 201)
            #expect(try silent.json(Faults.self).errors?.map(\.pointer) == ["/grade"])
            let book = try await api.get("/offerings/\(World.spring)/gradebook", as: World.vega)
            #expect(book.text.contains("The section has no grade rule yet."))
        }
    }

    @Test func `a reader's gradebook puts no name beside blind work, the office's does`()
        async throws
    {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        let id = try await records.createExploration(
            Exploration.Content(
                title: "Blind", prompt: "Read.", communities: [World.blog], isBlind: true,
                opensAt: World.noon, dueAt: World.noon.addingTimeInterval(World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(id, by: vega, at: World.noon)

        try await LiveAPI.run { api in
            let path = "/offerings/\(World.spring)/gradebook"
            let reader = try await api.get(path, as: World.hahn)
            let office = try await api.get(path, as: World.osei)

            #expect(reader.status == 200 && office.status == 200)
            #expect(reader.text.contains("Adaeze Okafor"))
            #expect(!reader.text.contains("assignment_id"))
            #expect(office.text.contains("assignment_id"))
        }
    }
}
