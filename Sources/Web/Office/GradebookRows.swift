import Domain
import Store

/// The gradebook's table as HTML: of three hundred learners it has four thousand cells, and a template
/// looks each of them up by reflection.
struct GradebookRows {
    let view: GradebookView
    let columns: [Exploration]
    let sections: [ID<Section>: Section]

    func table(_ lines: [CourseGradeRecord]) -> SafeHTML {
        var html: SafeHTML = "<table class=\"gradebook\"><thead><tr>\(head)</tr></thead><tbody>"
        for line in view.sorted(lines) { html += row(line) }
        html += "</tbody></table>"
        return html
    }

    private var head: SafeHTML {
        var html = sortable("Learner", .name)
        html += sortable("Student id", .id)
        html += sortable("Section", .section)
        for column in columns {
            html += "<th scope=\"col\" class=\"exploration\">\(column.title)</th>"
        }
        html += "<th scope=\"col\">Toward the grade</th>"
        html += sortable("Course grade", .grade)
        return html
    }

    private func sortable(_ name: String, _ order: GradebookView.Order) -> SafeHTML {
        let sort: SafeHTML = view.order == order ? " aria-sort=\"ascending\"" : ""
        return """
            <th scope="col"\(sort)><a href="\(view.by(order).address)">\(name)</a></th>
            """
    }

    private func row(_ line: CourseGradeRecord) -> SafeHTML {
        let cells = Dictionary(
            line.cells.map { ($0.exploration, $0) }, uniquingKeysWith: { first, _ in first })
        let section = sections[line.section]
        let page = Address.learnerGrades(view.offering, line.enrollment).path
        var html: SafeHTML = """
            <tr><th scope="row"><a href="\(page)">\(line.name)</a></th>\
            <td class="num">\(line.registrarID ?? "–")</td>\
            <td>\(section?.classNumber ?? "–")\(Self.state(line.standing.state))</td>
            """
        for column in columns { html += cell(cells[column.id], isHidden: line.isReadBlind) }
        html += "<td class=\"small toward\">\(line.outlook.joined(separator: " "))</td>"
        html += "<td>\(course(line))</td></tr>"
        return html
    }

    private static func state(_ state: EnrollmentState) -> SafeHTML {
        state == .enrolled ? "" : " <span class=\"tag\">\(state.words)</span>"
    }

    private func cell(_ cell: CourseGradeRecord.Cell?, isHidden: Bool) -> SafeHTML {
        guard let cell else { return "<td class=\"quiet\">–</td>" }
        guard !(isHidden && cell.isBlind) else { return "<td class=\"quiet\">blind</td>" }
        let late: SafeHTML = cell.isLate ? " <span class=\"tag late\">late</span>" : ""
        guard let entry = cell.entry else {
            let tag = StateTag(cell.state)
            return "<td><span class=\"tag \(tag.look)\">\(tag.text)</span>\(late)</td>"
        }
        let kind: SafeHTML = entry.grade == .incomplete ? "" : " done"
        let tag: SafeHTML =
            "<span class=\"tag\(kind)\">\(entry.grade.words(cell.countsAs))</span>\(late)"
        guard view.showsHow, let sentence = cell.sentence else { return "<td>\(tag)</td>" }
        return "<td>\(tag)<p class=\"small how\">\(sentence)</p></td>"
    }

    private func course(_ line: CourseGradeRecord) -> SafeHTML {
        let how: SafeHTML = view.showsHow ? "<p class=\"small how\">\(line.sentence)</p>" : ""
        guard let code = line.code else {
            return "<span class=\"quiet\">not yet</span>\(how)"
        }
        let approval: SafeHTML =
            line.isApproved
            ? "<span class=\"tag done\">approved</span>" : "<span class=\"tag\">not approved</span>"
        return "<strong>\(code)</strong> \(approval)\(how)"
    }
}
