/// What stands around the content of every page.
struct Frame: Sendable {
    struct Who: Sendable {
        let name: String
        /// Of the form that signs out.
        let token: String
        let account = Address.account.path
        let signOut = Address.signOut.path
        let tokenField = FormToken.field
    }

    let title: String
    let trail: Trail?
    let areas: [Tab]
    /// The pages of one offering.
    let tabs: Tabs?
    let who: Who?
    /// What was just done.
    let notice: String?
    let scripts: [Script]
    let foot: String?
    let home = Address.home.path
    let sheet = Assets.address("look.css")
    let whoSeesWhat = Address.whoSeesWhat.path

    init(
        title: String, crumbs: [Link] = [], areas: [Tab] = [], tabs: [Tab] = [],
        who: Who? = nil, notice: String? = nil, scripts: [Script] = [], foot: String? = nil
    ) {
        self.title = title
        trail = crumbs.isEmpty ? nil : Trail(crumbs: crumbs)
        self.areas = areas
        self.tabs = tabs.isEmpty ? nil : Tabs(tabs: tabs)
        self.who = who
        self.notice = notice
        self.scripts = scripts
        self.foot = foot
    }
}

/// From the top down to the page above this one.
struct Trail: Sendable {
    let crumbs: [Link]
}

struct Tabs: Sendable {
    let tabs: [Tab]
}

struct Link: Sendable {
    let name: String
    let href: String

    init(_ name: String, _ address: Address) {
        (self.name, href) = (name, address.path)
    }

    init(name: String, href: String) {
        (self.name, self.href) = (name, href)
    }
}

struct Tab: Sendable {
    let name: String
    let href: String
    let isCurrent: Bool
}

/// A small module that adds to a page; the page works without.
struct Script: Sendable {
    let src: String

    init(_ name: String) { src = Assets.address(name) }
}

/// What a page says after the act that led to it: by a code in its address, so that a reload says it
/// again and nothing a stranger writes is ever shown.
enum Notice: String, CaseIterable {
    case passwordChanged = "password-changed"
    case zoneSet = "zone-set"

    var sentence: String {
        switch self {
        case .passwordChanged: "Your password is changed. Other devices were signed out."
        case .zoneSet: "Times are shown in that zone from now on."
        }
    }
}
