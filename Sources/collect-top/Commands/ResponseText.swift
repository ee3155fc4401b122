import CollectModel

/// A response as lines of text, with masked answers.
nonisolated struct ResponseText {
    let mask: Mask

    func write(
        _ formID: String, _ responseID: String, _ versions: [ResponseVersion], to output: inout StandardOutput
    ) throws(CommandFailure) {
        try output.line("form \(DisplayText(formID).string) · response \(DisplayText(responseID).string)")
        for version in versions {
            try output.line(
                "version \(version.version) · \(version.operation.rawValue) · received \(Timestamp.format(version.receivedMs)) · "
                    + "position \(version.place.partition).\(version.place.offset)")
            if let response = version.response { try write(response, to: &output) }
        }
    }

    private func write(_ response: FormResponse, to output: inout StandardOutput) throws(CommandFailure) {
        let facts: [(String, String?)] = [
            ("device", response.device.map { mask.identifier($0).text }),
            ("collector", response.collector.map { mask.identifier($0).text }), ("client", response.client),
            ("ip", response.ip.map { mask.address($0).text }),
            ("submitted", response.submittedMs.map(Timestamp.format)),
            ("synced", response.syncedMs.map(Timestamp.format)),
            ("took", response.totalTimeMs.map { "\($0 / 1000) s" }),
        ]
        let known = facts.compactMap { name, value in value.map { "\(name) \(DisplayText($0).string)" } }
        if !known.isEmpty { try output.line("  " + known.joined(separator: " · ")) }
        let width = min(32, response.answers.map { DisplayText($0.key).width }.max() ?? 0)
        for answer in response.answers {
            let label = DisplayText(answer.key).fitted(to: width).string
            let type = DisplayText(answer.type).fitted(to: 12).string
            let state = answer.state == "active" ? "" : "  (\(DisplayText(answer.state).string))"
            try output.line("  \(label)  \(type)  \(DisplayText(shown(answer, form: response.formID)).string)\(state)")
        }
    }

    /// The answer as the mask lets it be seen.
    func shown(_ answer: Answer, form: String) -> String {
        let tag = mask.tag(of: answer, form: form)
        if tag != .sensitive, tag != PersonalTag.none, let latitude = answer.latitude, let longitude = answer.longitude
        {
            return mask.location(latitude: latitude, longitude: longitude).text
        }
        return mask.answer(answer, form: form).text
    }
}
