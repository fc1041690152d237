/// First in, first out.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var first: Element? { head < elements.count ? elements[head] : nil }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func removeFirst() {
        elements[head] = nil
        head += 1
        guard head > 64, head > elements.count / 2 else { return }
        elements.removeFirst(head)
        head = 0
    }
}
