package import Domain

extension AppealPacket {
    /// The packet as a zip file: a page for people, JSON for programs, each text by itself, and the
    /// digests of them all, which `sha256sum -c MANIFEST.sha256` checks. No path names a person.
    package func zip(_ sha256: LedgerChain.SHA256) throws -> [UInt8] {
        try ZipArchive.bytes(of: files, sha256)
    }

    private var files: [PackedFile] {
        [
            PackedFile("index.html", AppealPage(packet: self).html.text),
            PackedFile("index.json", json.bytes),
        ]
            + submissions.map { PackedFile(path(of: $0.submission), $0.body) }
            + (fieldNotes.isEmpty ? [] : [PackedFile("field-notes.json", fieldNotesJSON.bytes)])
            + feedback.indices.map { PackedFile(feedbackPath($0), feedbackJSON($0).bytes) }
            + [
                PackedFile("rubric.json", rubricJSON.bytes),
                PackedFile("policy.json", policyJSON.bytes),
                PackedFile("ledger.jsonl", Self.lines(ledgerJSON)),
                PackedFile("exports.jsonl", Self.lines(exportsJSON)),
            ]
    }

    func path(of submission: Submission) -> String { "submissions/\(submission.number).txt" }

    func feedbackPath(_ place: Int) -> String { "feedback/\(place + 1).json" }

    /// A value a line.
    private static func lines(_ values: [CanonicalJSON]) -> [UInt8] {
        values.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
    }
}
