import Domain
import Foundation
import Testing

@Suite struct AuditEntryTests {
    private func entry(
        at: Date = Date(timeIntervalSince1970: 1_803_902_400.123456), operatorName: String? = nil,
        detail: [String: String] = [:]
    ) -> AuditEntry {
        AuditEntry(
            id: ID(rawValue: UUID(uuid: (1, 0x8F, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 9))),
            institution: ID(
                rawValue: UUID(uuid: (1, 0x8F, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1))),
            at: at, person: nil, operatorName: operatorName, action: "export.made", subject: nil,
            requestID: "r=1", detail: detail)
    }

    @Test func `the canonical form is these bytes, for ever`() {
        let text = String(
            decoding: entry(operatorName: "Ana Ruíz", detail: ["b": "x\ny", "a": "1%"]).canonical,
            as: UTF8.self)

        #expect(
            text == """
                v=1
                institution=018f0000-0000-7000-8000-000000000001
                id=018f0000-0000-7000-8000-000000000009
                at_us=1803902400123456
                person=
                operator=Ana%20Ru%c3%adz
                action=export.made
                subject=
                request=r%3d1
                detail.a=1%25
                detail.b=x%0ay
                """)
    }

    @Test func `no detail can look like another field`() {
        let honest = entry(detail: ["a": "1", "b": "2"])
        let forged = entry(detail: ["a": "1\ndetail.b=2"])
        let named = entry(detail: ["a=1\ndetail.b": "2"])

        #expect(Set([honest, forged, named].map(\.canonical)).count == 3)
    }
}
