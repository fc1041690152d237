import Domain

/// One criterion of a rubric, to be marked.
struct CriterionPart: Sendable {
    struct Level: Sendable {
        let id: String
        let field: String
        let level: Int
        let descriptor: String
        let isChosen: Bool
    }

    let code: String
    let title: String
    let isOptional: Bool
    let field: String
    let noneID: String
    let levels: [Level]
    let isUnmarked: Bool

    init(_ criterion: RubricVersion.Criterion, chosen: Int?) {
        let field = "level-\(criterion.code)"
        (code, title, isOptional) = (criterion.code, criterion.title, criterion.isOptional)
        self.field = field
        noneID = "\(field)-none"
        levels = criterion.descriptors.sorted { $0.key < $1.key }.map { level, descriptor in
            Level(
                id: "\(field)-\(level)", field: field, level: level, descriptor: descriptor,
                isChosen: level == chosen)
        }
        isUnmarked = chosen == nil
    }
}
