/// What was sent doesn't have the form it needs: every fault at once, each with its place.
package struct Invalid: Error, Sendable, Equatable {
    package struct Fault: Sendable, Equatable {
        /// RFC 6901, from the root of what was sent; empty means the whole.
        package let pointer: String
        package let code: String
        package let detail: String

        package init(pointer: String, code: String, detail: String) {
            self.pointer = pointer
            self.code = code
            self.detail = detail
        }
    }

    package let faults: [Fault]

    package init(_ faults: [Fault]) {
        self.faults = faults
    }

    package init(_ pointer: String, _ code: String, _ detail: String) {
        self.init([Fault(pointer: pointer, code: code, detail: detail)])
    }
}
