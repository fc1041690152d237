import Domain
import Foundation

extension AppealPage {
    var time: Markup {
        let (exploration, assignment) = (packet.work.exploration, packet.work.assignment)
        return """
            \(Markup.list([
                ("Opened", moment(exploration.opensAt)),
                ("Due for everyone", moment(exploration.dueAt)),
                ("Due for this learner", moment(assignment.dueAt)),
                ("Closed for this learner", moment(assignment.closesAt)),
            ]))
            \(policies)
            \(extensions)
            \(excuses)
            \(accommodations)
            \(outages)
            """
    }

    private var policies: Markup {
        .table(
            "Late policies", ["Number", "What it says", "Set by", "Set at"],
            packet.time.policies.map {
                ["\($0.value.number)", "\($0.value.sentence)", "\(name($0.by))", moment($0.at)]
            })
    }

    private var extensions: Markup {
        .table(
            "Extensions", ["Due", "Closes", "Reason", "Granted by", "Granted at"],
            packet.time.extensions.map {
                [
                    moment($0.value.dueAt), moment($0.value.closesAt),
                    "\($0.value.reason.rawValue)", "\(name($0.by))", moment($0.at),
                ]
            })
    }

    private var excuses: Markup {
        .table(
            "Excuses", ["Reason", "Granted by", "Granted at"],
            packet.time.excuses.map {
                ["\($0.value.rawValue)", "\(name($0.by))", moment($0.at)]
            })
    }

    private var accommodations: Markup {
        .table(
            "Accommodations", ["Time", "Until", "Granted by", "Granted at", "Ended at"],
            packet.time.accommodations.map {
                [
                    "\($0.value.timeFactor.percent)", moment($0.value.until), "\(name($0.by))",
                    moment($0.at), moment($0.value.endedAt),
                ]
            })
    }

    private var outages: Markup {
        .table(
            "Outages of the service", ["From", "To", "Recorded by", "Recorded at"],
            packet.time.outages.map {
                [
                    moment($0.startedAt), moment($0.endedAt), "\(name($0.recordedBy))",
                    moment($0.recordedAt),
                ]
            })
    }
}
