import CollectStream

nonisolated extension IdentityOptions {
    /// As usual; where the identities cannot be written, the user is told.
    static var telling: IdentityOptions {
        var options = IdentityOptions()
        options.report = { error in
            StandardError.line(
                "collect-top: \(error); retries are still recognised, what is known of them stays in memory meanwhile")
        }
        return options
    }
}
