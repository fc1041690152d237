import Store

/// All that the office does.
struct OfficeRoutes {
    let records: Records

    var routes: [PageRoute] {
        GradebookRoutes(records: records).routes + PeopleRoutes(records: records).routes
            + RosterRoutes(records: records).routes + SchoolPeopleRoutes(records: records).routes
            + ExportPageRoutes(records: records).routes + AuditPageRoutes(records: records).routes
            + OfferingEditRoutes(records: records).routes
    }
}
