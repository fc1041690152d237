import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct FieldNoteTests {
    private static let visit = FieldNote.Content(
        visitedOn: Day(of: Scene.during, in: .gmt), observed: "Thirty posts about sleep.",
        thought: "I had skipped them.", pageAddress: "https://example.org/hers")
    private let scene: Scene

    init() throws {
        scene = try Scene()
    }

    private func given(
        _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws -> ID<Assignment> {
        _ = try await scene.published(change)
        return try await scene.assignment(of: scene.ada)
    }

    private func add(
        _ content: FieldNote.Content = FieldNoteTests.visit, to id: ID<Assignment>,
        at now: Date = Scene.during, once key: IdempotencyKey? = nil
    ) async throws -> ID<FieldNote> {
        try await scene.records.addFieldNote(
            content, to: id, by: scene.ada, at: now, once: key)
    }

    private func submit(_ id: ID<Assignment>) async throws {
        _ = try await scene.records.submit(
            Scene.text, aiUse: "none", for: id, by: scene.ada, at: Scene.during)
    }

    @Test func `behind a clock that was set back a visit is still edited`() async throws {
        let id = try await given()
        let note = try await add(to: id)
        let other = FieldNote.Content(visitedOn: Self.visit.visitedOn, observed: "Forty posts.")
        let back = Scene.during.addingTimeInterval(-60)

        try await scene.records.edit(note, to: other, version: 1, by: scene.ada, at: back)

        let edited = try await scene.records.fieldNote(note, by: scene.ada).note
        #expect(edited.content == other && edited.changedAt == Scene.during)
    }

    @Test func `a visit is written down, read, edited over what was read, and deleted`()
        async throws
    {
        let id = try await given()
        let note = try await add(to: id)
        let first = try await scene.records.fieldNote(note, by: scene.ada)
        let other = FieldNote.Content(visitedOn: Self.visit.visitedOn, observed: "Forty posts.")
        let later = Scene.during.addingTimeInterval(60)

        try await scene.records.edit(note, to: other, version: 1, by: scene.ada, at: later)
        let second = try await scene.records.fieldNotes(of: id, by: scene.ada)

        #expect(first.note.content == Self.visit && first.note.version == 1 && first.isOwn)
        #expect(second.map(\.note.content) == [other] && second.map(\.note.version) == [2])
        #expect(second.map(\.note.writtenAt) == [Scene.during])
        #expect(second.map(\.note.changedAt) == [later])
        #expect(
            try await scene.records.assignment(id, by: scene.vega).assignment.state == .exploring)
        await #expect(throws: PreconditionFailed.self) {
            try await scene.records.edit(
                note, to: Self.visit, version: 1, by: scene.ada, at: later)
        }
        await #expect(throws: PreconditionFailed.self) {
            try await scene.records.deleteFieldNote(note, version: 1, by: scene.ada, at: later)
        }
        try await scene.records.deleteFieldNote(note, version: 2, by: scene.ada, at: later)
        #expect(try await scene.records.fieldNotes(of: id, by: scene.ada).isEmpty)
    }

    @Test func `before something was handed in nobody else learns of it`() async throws {
        let id = try await given()
        let note = try await add(to: id)

        for other in [scene.vega, scene.hahn, scene.osei, scene.bo, World.actor(World.dean)] {
            await #expect(throws: NotFound.self) {
                try await scene.records.fieldNotes(of: id, by: other)
            }
            await #expect(throws: NotFound.self) {
                try await scene.records.fieldNote(note, by: other)
            }
            await #expect(throws: NotFound.self) {
                try await scene.records.deleteFieldNote(
                    note, version: 1, by: other, at: Scene.during)
            }
        }
        let lines = try await scene.records.audit(by: World.actor(World.dean)).items
        #expect(!lines.contains { $0.entry.action.hasPrefix("field_note") })
    }

    @Test func `after that who reads the submissions reads it, and changes nothing`() async throws {
        let id = try await given()
        let note = try await add(to: id)
        try await submit(id)

        let read = try await scene.records.fieldNotes(of: id, by: scene.vega)

        #expect(read.map(\.note.content) == [Self.visit] && read.map(\.isOwn) == [false])
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.edit(
                note, to: Self.visit, version: 1, by: scene.vega, at: Scene.during)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.addFieldNote(
                Self.visit, to: id, by: scene.vega, at: Scene.during)
        }
        try await scene.records.recuse(
            World.hahn, from: World.ada, in: World.spring, by: scene.vega, at: Scene.during)
        for other in [scene.hahn, scene.osei, scene.bo, World.actor(World.dean)] {
            await #expect(throws: NotFound.self) {
                try await scene.records.fieldNote(note, by: other)
            }
        }
    }

    @Test func `a reader who sees a code gets no address of a page`() async throws {
        let id = try await given { $0.isBlind = true }
        let note = try await add(to: id)
        try await submit(id)

        let read = try await scene.records.fieldNote(note, by: scene.vega)
        let own = try await scene.records.fieldNote(note, by: scene.ada)

        #expect(read.isReadBlind && read.note.content.pageAddress == nil)
        #expect(read.note.content.observed == Self.visit.observed)
        #expect(!own.isReadBlind && own.note.content == Self.visit)
    }

    @Test func `it is written as long as drafts are, and fifty times at most`() async throws {
        let id = try await given()
        let note = try await add(to: id)
        let close = Scene.due.addingTimeInterval(3600)

        await #expect(throws: Assignment.Refusal.closed) { try await add(to: id, at: close) }
        await #expect(throws: Assignment.Refusal.closed) {
            try await scene.records.deleteFieldNote(note, version: 1, by: scene.ada, at: close)
        }
        for _ in 1..<FieldNote.most { _ = try await add(to: id) }
        await #expect(throws: FieldNote.Refusal.tooMany) { try await add(to: id) }
    }

    @Test func `a second request with its key makes nothing`() async throws {
        let id = try await given()
        let key = IdempotencyKey(
            key: "visit", route: "notes", bodyDigest: [UInt8](repeating: 1, count: 32))

        let first = try await add(to: id, once: key)
        let second = try await add(to: id, once: key)

        #expect(first == second)
        #expect(try await scene.records.fieldNotes(of: id, by: scene.ada).count == 1)
    }

    @Test func `words are covered in all of it, and it can be edited afterwards`() async throws {
        let database = try #require(TestDatabase.current)
        let id = try await given()
        let note = try await add(
            FieldNote.Content(
                visitedOn: Self.visit.visitedOn, observed: "Marta Quill writes.",
                thought: "marta quill waits.", pageAddress: "https://example.org/Marta"), to: id)
        for (words, count) in [("Marta Quill", 2), ("https://example.org/Marta", 1)] {
            let found = try await scene.records.requestRedaction(
                of: words, in: World.spring, reason: .patientIdentified, by: World.operator,
                at: Scene.during)
            let covered = try await database.asSteward {
                try await $0.carryOutRedaction(
                    found.id, said: words, by: World.actor(World.dean),
                    at: Scene.during)
            }
            #expect(covered == count)
        }

        let read = try await scene.records.fieldNote(note, by: scene.ada).note.content
        try await scene.records.edit(
            note, to: read, version: 1, by: scene.ada, at: Scene.during)

        #expect(read.observed == "███████████ writes." && read.thought == "███████████ waits.")
        #expect(read.pageAddress?.allSatisfy { $0 == "█" } == true)
    }
}
