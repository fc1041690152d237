import Domain
import Testing

@Suite struct SubscriberTests {
    @Test(arguments: [
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1"), ("::ffff:192.0.2.7", "192.0.2.7"),
    ])
    func `one household counts once`(address: String, other: String) {
        #expect(Subscriber.of(address) == Subscriber.of(other))
    }

    @Test(arguments: [
        ("2001:db8:1:2::7", "2001:db8:1:3::7"), ("192.0.2.7", "192.0.2.8"), ("unknown", ""),
    ])
    func `two households count for themselves`(address: String, other: String) {
        #expect(Subscriber.of(address) != Subscriber.of(other))
    }
}
