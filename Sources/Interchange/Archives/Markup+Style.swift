extension Markup {
    /// How pages of archives look, on a screen and on paper.
    static let style: Markup = """
        <style>
        :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #767676; }
        @media (prefers-color-scheme: dark) {
            :root { --ink: #eee; --paper: #161616; --line: #9a9a9a; }
        }
        body { color: var(--ink); background: var(--paper); margin: 0;
            font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        a { color: inherit; } a:focus-visible, .wide:focus-visible { outline: 3px solid; }
        table { border-collapse: collapse; margin: 1rem 0; }
        caption { text-align: start; font-weight: bold; }
        th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: start;
            vertical-align: top; }
        .wide { overflow-x: auto; }
        dt { font-weight: bold; } dd { margin: 0 0 .5rem 1rem; }
        .text { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line);
            padding: .75rem; }
        .said { white-space: pre-wrap; overflow-wrap: anywhere; }
        code { overflow-wrap: anywhere; }
        @media print {
            :root { --ink: #000; --paper: #fff; --line: #000; }
            nav { display: none; } .wide { overflow: visible; } main { max-width: none; }
            h2, h3, caption { break-after: avoid; } tr { break-inside: avoid; }
        }
        </style>
        """
}
