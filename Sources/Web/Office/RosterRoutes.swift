import Domain
import Edge
import Foundation
import Hummingbird
import Interchange
import Store

/// The registrar's file of an offering: what it would do, and doing just that.
struct RosterRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/roster", use: show),
            PageRoute(.post, "/offerings/{id}/roster", use: preview),
            PageRoute(.post, "/offerings/{id}/roster/import", use: take),
        ]
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        RosterPage(visit, try await record(visit)).shown(visit.request)
    }

    @Sendable func preview(_ visit: Visit) async throws -> Response {
        let upload = try await visit.upload()
        let record = try await record(visit)
        let pasted = upload.form["pasted"]
        do {
            let bytes = try Self.bytes(upload.file("file") ?? Array(pasted.utf8))
            return try await page(visit, record, bytes, pasted: pasted).shown(visit.request)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return RosterPage(visit, record, pasted: pasted, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    /// Where it would do anything else by now, that is shown instead.
    @Sendable func take(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let record = try await record(visit)
        guard let bytes = Carried.bytes(form["file"]), let digest = Hex.bytes(form["digest"])
        else { throw NotFound() }
        do {
            _ = try await records.importRoster(
                Self.file(bytes), into: record.offering.id, shown: digest, by: visit.actor,
                at: visit.now, once: visit.once(form))
            return Shown.redirect(.people(record.offering.id), done: .rosterTaken)
        } catch let error as PreconditionFailed {
            let mistakes = Mistakes(error, saying: Self.changed)
            return try await page(visit, record, bytes, mistakes)
                .shown(visit.request, .preconditionFailed)
        }
    }

    private static let changed =
        "The roster has changed since this was shown. Nothing was imported. Below is what the file "
        + "would do now."

    private func page(
        _ visit: Visit, _ record: OfferingRecord, _ bytes: [UInt8], pasted: String = "",
        _ mistakes: Mistakes = .none
    ) async throws -> RosterPage {
        let file = try Self.file(bytes)
        let report = try await records.importRoster(
            file, into: record.offering.id, dryRun: true, by: visit.actor, at: visit.now)
        return RosterPage(
            visit, record, pasted: pasted,
            plan: try RosterPreview(visit, record.offering.id, bytes, file, report), mistakes)
    }

    private func record(_ visit: Visit) async throws -> OfferingRecord {
        let record = try await records.offering(visit.id(), by: visit.actor)
        try Policy.check(.changeRoster, by: visit.actor, Ties(enrolledAs: record.role))
        return record
    }

    /// It travels back within a form, in four letters for three bytes.
    private static let most = 1 << 20

    private static func bytes(_ bytes: [UInt8]) throws -> [UInt8] {
        guard bytes.contains(where: { $0 > 0x20 }) else {
            throw Invalid("/file", "missing", "Choose a file, or paste its text.")
        }
        guard bytes.count <= most else {
            throw Invalid(
                "/file", "too-large",
                "A page takes 1 MB. Send longer files by the API or the admin tool.")
        }
        return bytes
    }

    private static func file(_ bytes: [UInt8]) throws -> RosterFile {
        do throws(FileRefusal) {
            return try RosterFile(bytes)
        } catch {
            throw Invalid("/file", "unreadable-file", error.description)
        }
    }
}
