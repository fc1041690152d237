/// What runs, as metrics tell it.
enum Release {
    static let version = "0.1.0"
}
