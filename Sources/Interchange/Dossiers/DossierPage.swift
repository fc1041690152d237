import Domain
import Foundation

/// All that is kept about a person as one page: readable without a network, printable, no script.
struct DossierPage {
    let dossier: Dossier

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
        <title>All that is kept about \(dossier.name)</title>
        \(Markup.style)
        </head>
        <body>
        <main>
        <h1>All that is kept about \(dossier.name)</h1>
        \(opening)
        <nav aria-label="Contents"><ul>\(contents)</ul></nav>
        \(dossier.parts.map(section))
        </main>
        </body>
        </html>

        """
    }

    private var opening: Markup {
        """
        <p>Kept at \(dossier.institution); read \(Instant.text(dossier.madeAt)). Times are in UTC.</p>
        <p>Each kind of thing is also a JSON file beside this page. Not in it: feedback and grades that
        have not been released, passwords and other secrets, and the names of others.</p>
        <p>At most \(Dossier.most) lines of a kind are shown, the newest first, and of the texts of
        submissions at most 32 MiB: the rest is on the pages of the service. Unpacked,
        <code>sha256sum -c MANIFEST.sha256</code> checks every file.</p>
        """
    }

    private var contents: [Markup] {
        dossier.parts.map {
            "<li><a href=\"#\($0.name)\">\($0.title)</a> (\($0.lines.count))</li>"
        }
    }

    private func section(_ part: Dossier.Part) -> Markup {
        let lines = part.lines.enumerated().map { article($0.element, $0.offset + 1, part.title) }
        let cut: Markup = part.isCut ? "<p>Older lines are left out.</p>" : ""
        return """
            <section id="\(part.name)"><h2>\(part.title)</h2>
            \(lines.isEmpty ? ["<p>Nothing is kept.</p>"] : lines)\(cut)
            </section>
            """
    }

    private func article(_ line: Dossier.Line, _ number: Int, _ title: String) -> Markup {
        let fields = zip(line.names, line.values).map { name, value -> (String, Markup) in
            let said: Markup =
                value.isEmpty ? "–" : "<span class=\"said\" dir=\"auto\">\(value)</span>"
            return (name.replacing("_", with: " "), said)
        }
        return "<article aria-label=\"\(title), \(number)\">\(Markup.list(fields))</article>"
    }
}
