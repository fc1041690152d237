import Observing

extension MetricMeaning {
    /// What is counted and timed by instruments; each stands in `deploy/operations.md`.
    static let all = requests + database + jobs

    private static let requests = [
        MetricMeaning("http.server.requests", "Answers, by route, method and status."),
        MetricMeaning(
            "http.server.request.duration",
            "From a request's head to the answer's, by route and method."),
        MetricMeaning("http.server.active_requests", "Requests that are being answered."),
    ]

    private static let database = [
        MetricMeaning(
            // A name that ends in `_count` is a histogram's.
            "db.client.connection.count", as: "db_client_connections",
            "Connections to PostgreSQL, idle and used."),
        MetricMeaning(
            "db.client.connection.pending_requests", "Who waits for a connection."),
        MetricMeaning(
            "db.client.connection.wait_time", "How long a connection was waited for."),
        MetricMeaning(
            "db.client.connection.timeouts", "Who waited in vain, and was answered with 503."),
        MetricMeaning(
            "db.client.operation.duration", "Round trips, from what is sent to what is answered."),
        MetricMeaning("postgres.client.round_trips", "Round trips to PostgreSQL."),
        MetricMeaning("postgres.client.errors", "Round trips that failed, by SQLSTATE."),
        MetricMeaning("postgres.client.rows", "Rows that PostgreSQL answered."),
        MetricMeaning("postgres.client.bytes", "Bytes that PostgreSQL answered, in memory."),
        MetricMeaning("postgres.client.connects", "Connections that were made."),
        MetricMeaning("postgres.client.failed_connects", "Connections that couldn't be made."),
        MetricMeaning(
            "postgres.client.lost_connections", "Connections that broke with work under way."),
    ]

    private static let jobs = [
        MetricMeaning(
            "peerspective.job.duration", "How long a job's runs take.",
            bounds: [0.001, 0.01, 0.1, 1, 10, 60, 600]),
        MetricMeaning("peerspective.job.failures", "A job's runs that failed."),
        MetricMeaning(
            "peerspective.job.last_success_timestamp_seconds",
            "When a job last succeeded, in seconds since 1970; at first when the service started."),
        MetricMeaning(
            "peerspective.job.interval_seconds", "How often a job runs when all is well."),
        MetricMeaning(
            "peerspective.closing.lag_seconds",
            "Since when the oldest assignment waits that should have been closed."),
        MetricMeaning(
            "peerspective.sealing.lag_seconds",
            "How old the oldest line of the record is that isn't sealed."),
    ]
}
