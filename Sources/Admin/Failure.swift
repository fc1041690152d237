import Domain
import Foundation
import Postgres
import Programs
import Store

/// Why a command ended without doing what it was asked.
enum Failure: Error, CustomStringConvertible {
    case refused(String)
    case unreachable(String)

    var code: Int32 {
        switch self {
        case .refused: 1
        case .unreachable: 3
        }
    }

    var description: String {
        switch self {
        case .refused(let reason), .unreachable(let reason): reason
        }
    }
}

extension Failure {
    /// What the operator is told of an error of an action; nil when it is the parser's to tell. What
    /// they connect with may hold a password and isn't repeated.
    init?(action error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let invalid as Invalid: self = .refused(Self.faults(invalid))
        case let refusal as any Refusing: self = .refused(Sentences.of(refusal))
        case let failed as PostgresPrograms.Failed:
            self = .refused("\(failed.program) failed: \(failed.said)")
        case WholeDatabase.Refusal.notOwner:
            self = .refused("Schools are hidden from this role. Connect as the schema's owner.")
        case is NotFound: self = .refused("Nothing is stored under that name or id.")
        case is PreconditionFailed:
            self = .refused("It was changed meanwhile. Look at it again, then repeat.")
        case is Unavailable, is ClientError:
            self = .unreachable(
                "The database can't be reached or is busy: is it running, is the address right?")
        case is OutcomeUnknown:
            self = .unreachable(
                "The connection was lost. It may have been done: look, then repeat.")
        case let error as CocoaError:
            self = .refused(
                "\(error.filePath ?? "A file") can't be read or written. Check path and rights.")
        case let error as PostgresError: self = .refused(Self.database(error))
        default: return nil
        }
    }

    /// The database forbids it to the role.
    static func isForbidden(_ error: any Error) -> Bool {
        (error as? PostgresError)?.sqlState == "42501"
    }

    /// One line for each fault: `e-mail: An e-mail address looks like …`.
    private static func faults(_ invalid: Invalid) -> String {
        invalid.faults.map { fault in
            let place = fault.pointer.split(separator: "/").joined(separator: " ")
                .replacing("_", with: " ")
            return place.isEmpty ? fault.detail : "\(place): \(fault.detail)"
        }
        .joined(separator: "\n")
    }

    private static func database(_ error: PostgresError) -> String {
        switch error.sqlState {
        case "42P01", "42703", "3F000":
            "The schema isn't the one of this release. Run: peerspective-admin db migrate"
        case "28P01", "28000", "42501":
            "The database doesn't let this role in. Connect as the service's role."
        default: "The database refused: \(error)"
        }
    }
}
