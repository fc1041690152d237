import Crypto
import Domain
import Foundation
import Postgres

/// What a release makes visible, as it will stay.
struct ReleasedCopy {
    let id: ID<ReleasedFeedback>
    let digest: [UInt8]
    private let release: ID<Release>
    private let feedback: Feedback
    private let outcome: Feedback.Outcome
    private let salt: [UInt8]
    private let levels: JSON<[String: Int]>
    private let comments: JSON<[Feedback.Content.StoredComment]>

    init(
        of feedback: Feedback, _ outcome: Feedback.Outcome, in release: ID<Release>, _ act: Act
    ) throws {
        let content = feedback.content
        id = act.newID()
        (self.feedback, self.outcome, self.release) = (feedback, outcome, release)
        salt = act.bytes(16)
        levels = try JSON(content.levels)
        comments = try JSON(
            content.comments.map { Feedback.Content.StoredComment($0, id: act.newID()) })
        digest = Self.digest(salt, content, outcome)
    }

    /// SHA-256 of the salt and every part behind its length in bytes, so that no part runs into the
    /// next: outcome, points, levels, flags, summary, comments. The fact stays when the text goes.
    static func digest(
        _ salt: [UInt8], _ content: Feedback.Content, _ outcome: Feedback.Outcome
    ) -> [UInt8] {
        let levels = content.levels.sorted { $0.key < $1.key }.flatMap { [$0.key, "\($0.value)"] }
        let comments = content.comments.flatMap {
            ["\($0.span.lowerBound)", "\($0.span.upperBound)", $0.body]
        }
        let parts =
            [outcome.rawValue, content.points?.description ?? "", "\(content.levels.count)"]
            + levels + ["\(content.flags.count)"] + content.flags.sorted() + [content.summary]
            + comments
        var hash = SHA256()
        hash.update(data: salt)
        for part in parts {
            hash.update(data: Array("\(part.utf8.count):".utf8))
            hash.update(data: Array(part.utf8))
        }
        return Array(hash.finalize())
    }

    func inserts(_ act: Act) -> [SQL] {
        let content = feedback.content
        return [
            """
            INSERT INTO released_feedback (institution_id, id, release_id, feedback_id,
                feedback_version, assignment_id, submission_id, author_id, rubric_version_id,
                outcome, points_thousandths, levels, flags, digest, released_at)
            VALUES (\(act.institution), \(id), \(release), \(feedback.id), \(feedback.version),
                \(feedback.assignment), \(feedback.submission), \(feedback.author),
                \(feedback.rubricVersion), \(outcome), \(content.points), \(levels),
                \(content.flags.sorted()), \(digest), \(act.now))
            """,
            """
            INSERT INTO released_feedback_text (institution_id, released_feedback_id, salt,
                summary, comments)
            VALUES (\(act.institution), \(id), \(salt), \(content.summary), \(comments))
            """,
        ]
    }
}
