import Edge
import Hummingbird

/// What went wrong, and a way on. What one may not see and what isn't there look alike.
struct ProblemPage: Page {
    static let template = PageTemplate(PackageResources.problem_mustache)

    let frame: Frame
    let sentence: String
    let faults: [String]
    let requestID: String
    private let status: Int

    /// `visit`: whose bar stands above; nil where nobody is signed in, or it can't be read.
    init(_ problem: Problem, _ request: Request, _ visit: Visit?) {
        let isHidden = [403, 404].contains(problem.status)
        let isOfAddress = problem.status == 422 && request.method == .get
        let title = isHidden ? "Nothing is here for you" : Self.title(problem.status)
        frame = visit?.frame(title) ?? Frame(title: title)
        sentence =
            isHidden
            ? "The address is wrong, or what it leads to isn’t yours to see."
            : isOfAddress ? "The address asks for something that can’t be read." : problem.title
        faults = isOfAddress ? [] : (problem.errors ?? []).map(\.detail)
        requestID = problem.requestId
        status = isHidden ? 404 : problem.status
    }

    static func title(_ status: Int) -> String {
        switch status {
        case 409, 412, 422: "This can’t be done as it stands"
        case 429: "That was too often"
        case 503: "The service is busy"
        case 500...: "Something failed here"
        default: "This can’t be done"
        }
    }

    func shown(_ request: Request) -> Response {
        Shown.page(html, .init(code: status))
    }
}
