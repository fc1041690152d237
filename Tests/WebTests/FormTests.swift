import Testing

@testable import Web

@Suite struct FormTests {
    @Test(arguments: ["a%0D%0Ab", "a%0Db", "a%0Ab"])
    func `each line end of a form is one line feed`(_ sent: String) {
        #expect(Form(text: "body=\(sent)")["body"] == "a\nb")
    }

    @Test(arguments: ["a=b%0D%0D%0Ac&a=+%2B%26&d", "%C3%A9=%F0%9F%A9%B8", "a=%&b=%FF", ""])
    func `a form that is sent once more is the same`(_ sent: String) {
        let form = Form(text: sent)

        #expect(Form(text: form.text) == form)
    }
}
