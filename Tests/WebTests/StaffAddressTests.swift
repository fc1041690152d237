import Domain
import Foundation
import Support
import Testing

@testable import Web

@Suite(.world) struct StaffAddressTests {
    @Test func `every address of the staff's pages has a route`() async throws {
        try await LiveWeb.run { web in
            let id = UUID()
            let addresses: [Address] = [
                .communities, .community(ID(rawValue: id)), .offerings,
                .offering(ID(rawValue: id)), .queue(ID(rawValue: id)),
                .explorations(ID(rawValue: id)), .writeExploration(ID(rawValue: id)),
                .release(ID(rawValue: id)), .releaseReview(ID(rawValue: id)),
                .cancelRelease(ID(rawValue: id)), .withdrawRelease(ID(rawValue: id)),
                .readers(ID(rawValue: id)), .endRecusal(ID(rawValue: id)),
                .handOver(ID(rawValue: id)), .approvals(ID(rawValue: id)),
                .reading(ID(rawValue: id)), .readingLock(ID(rawValue: id)),
                .exploration(ID(rawValue: id)), .preview(ID(rawValue: id)),
                .publication(ID(rawValue: id)), .withdrawal(ID(rawValue: id)),
                .staffWork(ID(rawValue: id)), .moreTime(ID(rawValue: id)),
                .excuse(ID(rawValue: id)), .reader(ID(rawValue: id)),
            ]
            let paths = Set(Web(web.database.records).routes.map(\.path))

            for address in addresses {
                let pattern = address.path.replacing("\(ID<Person>(rawValue: id))", with: "{id}")
                #expect(paths.contains(pattern), "\(pattern) leads nowhere")
            }
        }
    }
}
