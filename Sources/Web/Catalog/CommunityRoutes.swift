import Domain
import Edge
import HTTPTypes
import Hummingbird
import Store

/// The catalog of communities, for everyone.
struct CommunityRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/communities", use: list),
            PageRoute(.get, "/communities/{id}", use: show),
        ]
    }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        let filter = try CommunityFilter(visit.request)
        async let page = records.communities(filter, by: visit.actor, visit.request.page())
        async let audiences = records.audiences(by: visit.actor)
        return CommunitiesPage(visit, filter, try await page, try await audiences)
            .shown(visit.request)
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let community = try await records.community(try visit.id(), by: visit.actor)
        var successor: Community?
        if let id = community.successor {
            successor = try await records.community(id, by: visit.actor)
        }
        return CommunityPage(visit, community, successor).shown(visit.request)
    }
}

extension CommunityFilter {
    /// An empty choice asks for nothing.
    fileprivate init(_ request: Request) throws {
        self.init()
        func given(_ name: String) -> String? {
            request.query(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        search = given("q") ?? ""
        kind = given("kind").flatMap(Community.Kind.init)
        audience = given("audience")
        access = given("access").flatMap(Community.Access.init)
        status = given("state").flatMap(Community.Status.init)
    }
}
