import Domain
import Foundation
import Postgres

/// Pieces of the statements that search.
///
/// Under row-level security no index takes a full-text condition (see the architecture), so each
/// search is narrowed by an index first: to the school's catalog, or to one offering.
enum SearchSQL {
    /// `asked`: the query, once. It takes whatever a person may type.
    static func asked(_ query: SearchQuery) -> SQL {
        "asked AS (SELECT websearch_to_tsquery('english', \(query.text)) AS query)"
    }

    /// As the generated column of submissions has them.
    static func lexemes(_ text: SQL) -> SQL {
        "to_tsvector('english', translate(left(\(text), 100000), '<>', '  '))"
    }

    /// The places where it was found, for `Snippet`.
    static func headline(_ text: SQL, _ query: SQL) -> SQL {
        let (start, end) = ("\(Snippet.marks.start)", "\(Snippet.marks.end)")
        let brackets = "\(Snippet.brackets.left)\(Snippet.brackets.right)"
        let options =
            "StartSel=\"\(start)\", StopSel=\"\(end)\", MaxFragments=2, MinWords=5, MaxWords=20, "
            + "FragmentDelimiter=\" … \""
        return """
            ts_headline('english',
                translate(left(\(text), 100000), \("<>" + start + end), \(brackets)), \(query),
                \(options))
            """
    }

    /// Of columns `rank` and `hit_id`: what comes after the last row, the best first.
    static func after(_ page: PageRequest) throws -> SQL {
        let id = try page.id()
        guard let id else { return "TRUE" }
        guard let rank = Float(page.text) else { throw PageRequest.unreadable }
        return "(rank, hit_id) < (\(Double(rank))::real, \(id)::uuid)"
    }
}
