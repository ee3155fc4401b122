public import CollectModel

extension FormTallies {
    /// A hash of the whole state: equal for live and replay, log and file, any batch size, restart and number of workers.
    ///
    /// Shape: 64 hexadecimal digits. Hidden forms (`__…`) and forms of which nothing was counted are left out, as in reports.
    /// Cost: some time of a report; a form's state is in memory twice while it is hashed.
    public var digest: String {
        var all = StateWriter()
        for form in forms where !form.formID.hasPrefix("__") && form.counts != FormCounts() {
            var state = StateWriter()
            form.writeState(to: &state)
            all.write(digest: SHA256.of(state.bytes))
        }
        all.write(digest: Array("\(rejectedWithoutForm)".utf8))
        field.writeState(to: &all)
        return String(decoding: SHA256.hex(SHA256.of(all.bytes)), as: UTF8.self)
    }
}
