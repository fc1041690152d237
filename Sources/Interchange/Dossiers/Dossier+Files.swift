package import Domain

extension Dossier {
    /// One zip file: a page for people, a JSON file for each kind of thing, and the digests of them
    /// all, which `sha256sum -c MANIFEST.sha256` checks. No path names a person.
    package func zip(_ sha256: LedgerChain.SHA256) throws -> [UInt8] {
        try ZipArchive.bytes(
            of: [PackedFile("index.html", DossierPage(dossier: self).html.text)]
                + parts.map { PackedFile("\($0.name).json", $0.json) }, sha256)
    }
}

extension Dossier.Part {
    /// An object a line.
    fileprivate var json: String {
        lines.isEmpty ? "[]\n" : "[\n\(lines.map(\.json).joined(separator: ",\n"))\n]\n"
    }
}
