import Domain

/// The catalog of communities that the product ships; taken whole or not at all.
package struct CommunityFile: Equatable, Sendable {
    package let communities: [CommunityRow]

    /// Reads the file; throws every fault of every row at once.
    package init(_ file: [UInt8]) throws(FileRefusal) {
        let table = try HeaderedTable<CommunityColumn>(file)
        var refusals: [RowRefusal] = []
        var communities: [CommunityRow] = []
        var lines: [String: Int] = [:]
        for record in table.records {
            var reader = RowReader(record, of: table)
            let community = reader.community()
            if let community, let first = lines.updateValue(record.line, forKey: community.slug) {
                reader.refuse(.slug, .repeats(line: first))
            }
            refusals += reader.refusals
            if let community { communities.append(community) }
        }
        guard refusals.isEmpty else { throw .rows(refusals) }
        self.communities = communities
    }
}
