import Domain
import Foundation

// Parts of the packet that are files of their own, and what `index.json` says of time.

extension AppealPacket {
    var timeJSON: CanonicalJSON {
        .object([
            "extensions": .list(
                time.extensions.map {
                    .object([
                        "due_at": moment($0.value.dueAt),
                        "closes_at": moment($0.value.closesAt),
                        "reason": .text($0.value.reason.rawValue), "granted_by": name($0.by),
                        "granted_at": moment($0.at),
                    ])
                }),
            "excuses": .list(
                time.excuses.map {
                    .object([
                        "reason": .text($0.value.rawValue), "granted_by": name($0.by),
                        "granted_at": moment($0.at),
                    ])
                }),
            "accommodations": .list(
                time.accommodations.map {
                    .object([
                        "time_factor_thousandths": .int($0.value.timeFactor.thousandths),
                        "until": moment($0.value.until), "granted_by": name($0.by),
                        "granted_at": moment($0.at), "ended_at": moment($0.value.endedAt),
                    ])
                }),
            "outages": .list(
                time.outages.map {
                    .object([
                        "started_at": moment($0.startedAt), "ended_at": moment($0.endedAt),
                        "recorded_by": name($0.recordedBy), "recorded_at": moment($0.recordedAt),
                    ])
                }),
        ])
    }

    func feedbackJSON(_ place: Int) -> CanonicalJSON {
        let shown = feedback[place]
        let released = shown.released
        let content = released.content
        return .object([
            "id": .text("\(released.id)"), "submission_id": .text("\(released.submission)"),
            "author": name(released.author),
            "rubric_version_id": .optional(
                released.rubricVersion?.description),
            "outcome": .optional(content.outcome?.rawValue),
            "points": .optional(content.points?.description),
            "levels": .object(content.levels.mapValues { .int($0) }),
            "flags": .list(content.flags.sorted().map { .text($0) }),
            "comments": .list(
                content.comments.map {
                    .object([
                        "starts_at": .int($0.span.lowerBound), "ends_at": .int($0.span.upperBound),
                        "body": .text($0.body),
                    ])
                }),
            "summary": .text(content.summary), "digest": .text(Hex.text(shown.digest)),
            "integrity": .text(shown.integrity.rawValue), "redacted_at": moment(shown.redactedAt),
            "released_by": name(shown.releasedBy), "released_at": moment(released.releasedAt),
            "opened_at": moment(released.openedAt),
            "withdrawn_by": name(released.withdrawal?.withdrawnBy),
            "withdrawn_at": moment(released.withdrawal?.withdrawnAt),
        ])
    }

    var rubricJSON: CanonicalJSON {
        .list(
            rubrics.map { rubric in
                .object([
                    "id": .text("\(rubric.version.id)"), "title": .text(rubric.title),
                    "number": .int(rubric.version.number),
                    "source": .text(rubric.version.source),
                    "criteria": .list(rubric.version.criteria.map(Self.json)),
                    "flags": .list(
                        rubric.version.flags.map {
                            .object([
                                "code": .text($0.code), "title": .text($0.title),
                                "from_level": .int($0.fromLevel),
                            ])
                        }),
                ])
            })
    }

    private static func json(_ criterion: RubricVersion.Criterion) -> CanonicalJSON {
        .object([
            "code": .text(criterion.code), "title": .text(criterion.title),
            "is_optional": .bool(criterion.isOptional),
            "descriptors": .object(
                Dictionary(
                    uniqueKeysWithValues: criterion.descriptors.map { ("\($0)", .text($1)) })),
        ])
    }

    var policyJSON: CanonicalJSON {
        .object([
            "late_policies": .list(
                time.policies.map {
                    .object([
                        "number": .int($0.value.number), "said": .text($0.value.sentence),
                        "kind": .text($0.value.kind.rawValue),
                        "grace_minutes": .int($0.value.graceMinutes),
                        "deduction_thousandths": .int($0.value.deduction.thousandths),
                        "floor_thousandths": .int($0.value.floor.thousandths),
                        "closes_after_minutes": $0.value.closesAfterMinutes.map { .int($0) }
                            ?? .null,
                        "takes_last_draft": .bool($0.value.takesLastDraft),
                        "set_by": name($0.by), "set_at": moment($0.at),
                    ])
                }),
            "grade_rules": .list(
                grades.rules.map {
                    .object([
                        "number": .int($0.value.number), "said": .text($0.value.rule.sentence),
                        "set_by": name($0.by), "set_at": moment($0.at),
                    ])
                }),
        ])
    }

    /// With what the digest was taken of: anyone can take it again.
    var ledgerJSON: [CanonicalJSON] {
        grades.ledger.map {
            .object([
                "sequence": .int(Int($0.link.sequence)),
                "entry": .text(String(decoding: $0.link.entry, as: UTF8.self)),
                "previous": .text(Hex.text($0.link.previous)),
                "digest": .text(Hex.text($0.link.digest)),
                "fault": .optional($0.fault?.rawValue),
            ])
        }
    }

    var exportsJSON: [CanonicalJSON] {
        grades.exports.map { line in
            .object([
                "id": .text("\(line.export.id)"), "format": .text(line.export.format.rawValue),
                "state": .text(line.export.state.rawValue),
                "digest": .text(Hex.text(line.export.digest)),
                "content_holds": .bool(line.contentHolds),
                "registrar_id": .optional(line.registrarID),
                "rejection": .optional(line.rejection),
                "ledger_sequence": .int(Int(line.sequence)),
                "grade": .optional(line.entry?.grade.canonical),
                "made_by": name(line.export.madeBy), "made_at": moment(line.export.madeAt),
                "events": .list(
                    line.events.map {
                        .object([
                            "state": .text($0.value.rawValue), "recorded_by": name($0.by),
                            "recorded_at": moment($0.at),
                        ])
                    }),
            ])
        }
    }
}
