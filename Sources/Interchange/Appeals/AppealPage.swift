import Domain
import Foundation

/// The packet as one page: readable without a network, printable, without script.
struct AppealPage {
    let packet: AppealPacket

    var html: Markup {
        """
        <!DOCTYPE html>
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="robots" content="noindex"/>
        <meta http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'"/>
        <title>Appeal packet: \(packet.work.exploration.title)</title>
        \(Markup.style)
        </head>
        <body>
        <main>
        <h1>Appeal packet: \(packet.work.exploration.title)</h1>
        \(making)
        \(contents)
        \(sections.map { "<section id=\"\($0.id)\"><h2>\($0.title)</h2>\($0.body)</section>" })
        </main>
        </body>
        </html>

        """
    }

    private var sections: [(id: String, title: String, body: Markup)] {
        [
            ("work", "The work", work), ("time", "Time", time),
            ("submissions", "Submissions", submissions), ("notes", "Field notes", fieldNotes),
            ("feedback", "Feedback", feedback),
            ("rubric", "Rubric", rubric), ("grades", "Grades", grades),
            ("exports", "Exports", exports), ("check", "How to check this packet", check),
        ]
    }

    private var contents: Markup {
        let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as Markup }
        return "<nav aria-label=\"Contents\"><ul>\(links)</ul></nav>"
    }

    private var making: Markup {
        let zones = [packet.place.institution.zone, packet.place.offering.zone]
        let clocks =
            zones[0] == zones[1]
            ? zones[0] : "\(zones[0]) (the institution), \(zones[1]) (the offering)"
        return """
            <p>Made \(moment(packet.making.at)) by
            \(packet.making.operatorName ?? name(packet.making.by)), reason:
            \(packet.making.reason.rawValue). Each text in it counts as opened to the office, which
            stands in the record. Times are in UTC, then on the clock of \(clocks).</p>
            """
    }

    private var check: Markup {
        """
        <p>Unpacked, <code>sha256sum -c MANIFEST.sha256</code> checks every file. The digest of the
        whole packet stands in the institution's record, as <code>appeal.packet_made</code>.</p>
        <p>A digest in <code>ledger.jsonl</code> is SHA-256 of the previous digest, the sequence as
        eight bytes (most significant first), and the entry. A submission's digest is SHA-256 of a
        salt, which stays with the institution, and the text; the service has compared them.</p>
        """
    }

    /// UTC, then the clocks of the institution and, where it differs, of the offering.
    func moment(_ date: Date?) -> Markup {
        guard let date else { return "–" }
        let utc = Instant.text(date)
        let said = ZonedText.text(
            date, reader: packet.place.institution.zone, offering: packet.place.offering.zone)
        return "<time datetime=\"\(utc)\">\(utc)</time>\(said.map { " (\($0))" } ?? "")"
    }

    func name(_ id: ID<Person>?) -> String {
        id.map { packet.names[$0] ?? "unknown" } ?? "an operator"
    }

    static func said(_ integrity: AppealPacket.Integrity) -> Markup {
        switch integrity {
        case .holds: "The text gives this digest."
        case .redacted: "Redacted: the digest is of the text as it was handed in."
        case .differs: "<strong>The text does not give this digest.</strong>"
        }
    }
}
