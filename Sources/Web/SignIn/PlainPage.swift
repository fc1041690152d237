/// Pages that say one thing to anyone.
struct PlainPage: Page {
    let frame: Frame

    static let template = PageTemplate(PackageResources.who_sees_what_mustache)

    static let whoSeesWhat = PlainPage(frame: Frame(title: "Who can see what I write here"))
    static let forgotten = ForgottenPage(frame: Frame(title: "Forgotten password"))
}

struct ForgottenPage: Page {
    let frame: Frame
    let signIn = Address.signIn.path

    static let template = PageTemplate(PackageResources.forgotten_mustache)
}
