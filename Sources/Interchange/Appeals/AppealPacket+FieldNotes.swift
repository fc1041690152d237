import Domain

extension AppealPacket {
    var fieldNotesJSON: CanonicalJSON {
        .list(
            fieldNotes.map {
                .object([
                    "visited_on": .text("\($0.visitedOn)"), "observed": .text($0.observed),
                    "thought": .text($0.thought),
                ])
            })
    }
}

extension AppealPage {
    var fieldNotes: Markup {
        guard !packet.fieldNotes.isEmpty else { return "<p>None was written.</p>" }
        return "\(packet.fieldNotes.map(article))"
    }

    private func article(_ note: AppealPacket.FieldNoted) -> Markup {
        """
        <article>
        <h3>Visit of \("\(note.visitedOn)")</h3>
        <p>Observed:</p><div class="text" dir="auto">\(note.observed)</div>
        <p>Thought:</p><div class="text" dir="auto">\(note.thought)</div>
        </article>
        """
    }
}
