import Crypto
import Domain
import Foundation
import Postgres

/// A text that people wrote, wherever it is stored.
struct StoredText: Sendable {
    enum Kind: String, Sendable, Codable, CaseIterable {
        case submission, draft, summary, comment
        case aiUse = "ai_use"
        case releasedSummary = "released_summary"
        /// The comments of one released feedback, as JSON.
        case releasedComments = "released_comments"
        case fieldNoteObserved = "field_note_observed"
        case fieldNoteThought = "field_note_thought"
        case pageAddress = "page_address"
    }

    let kind: Kind
    let subject: UUID
    let body: String

    /// Of some kind, in batches by id. `which` chooses among rows named `assignment`; what is left
    /// out was covered before.
    static func batch(
        _ kind: Kind, _ which: SQL, after last: UUID, most: Int, in institution: ID<Institution>
    ) -> SQL {
        """
        SELECT place.subject, place.body FROM (\(source(kind, institution))) place
        JOIN assignment ON assignment.institution_id = \(institution)
            AND assignment.id = place.assignment_id
        WHERE \(which) AND place.subject > \(last)
        ORDER BY place.subject LIMIT \(most)
        """
    }

    private static func source(_ kind: Kind, _ institution: ID<Institution>) -> SQL {
        switch kind {
        case .submission, .aiUse:
            """
            SELECT made.id AS subject, made.assignment_id,
                \(kind == .aiUse ? "words.ai_use" : "words.body" as SQL) AS body
            FROM submission made JOIN submission_text words
                ON words.institution_id = made.institution_id AND words.submission_id = made.id
            WHERE made.institution_id = \(institution)
            """
        case .draft:
            """
            SELECT assignment_id AS subject, assignment_id, body FROM draft_text
            WHERE institution_id = \(institution)
            """
        case .summary, .comment, .releasedSummary, .releasedComments:
            feedback(kind, institution)
        case .fieldNoteObserved, .fieldNoteThought, .pageAddress:
            """
            SELECT visit.id AS subject, visit.assignment_id, words.\(kind.column) AS body
            FROM field_note visit JOIN field_note_text words
                ON words.institution_id = visit.institution_id AND words.field_note_id = visit.id
            WHERE visit.institution_id = \(institution) AND words.\(kind.column) IS NOT NULL
            """
        }
    }

    private static func feedback(_ kind: Kind, _ institution: ID<Institution>) -> SQL {
        switch kind {
        case .summary:
            """
            SELECT said.id AS subject, said.assignment_id, words.summary AS body
            FROM feedback said JOIN feedback_text words
                ON words.institution_id = said.institution_id AND words.feedback_id = said.id
            WHERE said.institution_id = \(institution)
            """
        case .comment:
            """
            SELECT anchored.id AS subject, said.assignment_id, words.body
            FROM feedback_comment anchored
            JOIN feedback said ON said.institution_id = anchored.institution_id
                AND said.id = anchored.feedback_id
            JOIN feedback_comment_text words ON words.institution_id = anchored.institution_id
                AND words.comment_id = anchored.id
            WHERE anchored.institution_id = \(institution)
            """
        default:
            """
            SELECT shown.id AS subject, shown.assignment_id,
                \(kind == .releasedSummary ? "words.summary" : "words.comments::text" as SQL) AS body
            FROM released_feedback shown JOIN released_feedback_text words
                ON words.institution_id = shown.institution_id
                AND words.released_feedback_id = shown.id
            WHERE shown.institution_id = \(institution)
            """
        }
    }

    /// Puts `text` in its place; the digest and the fact beside it stay.
    func replacing(with text: String, _ act: Act) -> SQL {
        switch kind {
        case .submission:
            """
            UPDATE submission_text SET body = \(text), redacted_at = \(act.now)
            WHERE institution_id = \(act.institution) AND submission_id = \(subject)
            """
        case .aiUse:
            """
            UPDATE submission_text SET ai_use = \(text), redacted_at = \(act.now)
            WHERE institution_id = \(act.institution) AND submission_id = \(subject)
            """
        case .draft:
            """
            UPDATE draft_text SET body = \(text)
            WHERE institution_id = \(act.institution) AND assignment_id = \(subject)
            """
        case .summary:
            """
            UPDATE feedback_text SET summary = \(text)
            WHERE institution_id = \(act.institution) AND feedback_id = \(subject)
            """
        case .comment:
            """
            UPDATE feedback_comment_text SET body = \(text)
            WHERE institution_id = \(act.institution) AND comment_id = \(subject)
            """
        case .releasedSummary:
            """
            UPDATE released_feedback_text SET summary = \(text), redacted_at = \(act.now)
            WHERE institution_id = \(act.institution) AND released_feedback_id = \(subject)
            """
        case .releasedComments:
            """
            UPDATE released_feedback_text SET comments = \(text)::jsonb, redacted_at = \(act.now)
            WHERE institution_id = \(act.institution) AND released_feedback_id = \(subject)
            """
        case .fieldNoteObserved, .fieldNoteThought, .pageAddress:
            """
            UPDATE field_note_text SET \(kind.column) = \(text)
            WHERE institution_id = \(act.institution) AND field_note_id = \(subject)
            """
        }
    }
}

extension StoredText.Kind {
    /// Of `field_note_text`.
    fileprivate var column: SQL {
        switch self {
        case .fieldNoteObserved: "observed"
        case .fieldNoteThought: "thought"
        default: "page_address"
        }
    }
}

extension StoredText {
    /// What somebody wrote of it: of JSON only the bodies of comments, so that it stays JSON.
    var writtenSpans: [Range<Int>] {
        guard kind == .releasedComments else { return [0..<body.unicodeScalars.count] }
        let scalars = body.unicodeScalars
        return body.matches(of: /"body": "((?:[^"\\]|\\.)*)"/).map { match in
            let said = match.output.1
            let start = scalars.distance(from: scalars.startIndex, to: said.startIndex)
            return start..<start + scalars.distance(from: said.startIndex, to: said.endIndex)
        }
    }

    func spans(of words: String) -> [Range<Int>] {
        guard kind == .releasedComments else { return RedactedText.spans(of: words, in: body) }
        let escaped = words.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let written = writtenSpans
        return RedactedText.spans(of: escaped, in: body).filter { span in
            written.contains {
                $0.lowerBound <= span.lowerBound && span.upperBound <= $0.upperBound
            }
        }
    }
}

/// What of a text was covered, and by what it is known again after a restore.
struct RedactedPlace: Sendable, Codable, Equatable {
    let kind: StoredText.Kind
    let subject: UUID
    let starts: [Int]
    let ends: [Int]
    /// SHA-256 of the redaction's salt and the text as it was, in hexadecimal.
    let digest: String

    init(_ text: StoredText, _ spans: [Range<Int>], salt: [UInt8]) {
        kind = text.kind
        subject = text.subject
        starts = spans.map(\.lowerBound)
        ends = spans.map(\.upperBound)
        digest = Self.digest(text.body, salt)
    }

    var spans: [Range<Int>] { zip(starts, ends).map { $0..<max($0, $1) } }

    static func digest(_ text: String, _ salt: [UInt8]) -> String {
        Hex.text(Array(SHA256.hash(data: salt + Array(text.utf8))))
    }

    func insert(of redaction: ID<Redaction>, _ act: Act) -> SQL {
        """
        INSERT INTO redaction_place (institution_id, redaction_id, kind, subject_id, starts_at,
            ends_at, digest)
        VALUES (\(act.institution), \(redaction), \(kind), \(subject), \(starts), \(ends),
            decode(\(digest), 'hex'))
        """
    }
}
