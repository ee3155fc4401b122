import ArgumentParser
import CollectModel
import CollectStream

/// `verify`: checks every byte of a log.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every byte of the log; say what is wrong, what it means and what to do.",
        discussion: """
            Reads only, and may run beside a writer. Exit code 0: nothing is damaged; 1: something is.

            EXAMPLES
              collect-top verify --data survey
              collect-top verify --data survey --format json | jq '.findings[] | select(.severity == "damage")'
            """)

    @OptionGroup var options: SurveyOptions

    func run() throws {
        let survey = try options.survey { survey, output in
            for finding in survey.findings { try write(finding, to: &output) }
            let data = DisplayText(options.data).string
            try output.line("\(data): \(survey.summary) checked, \(verdict(on: survey))")
        }
        if survey.isDamaged { throw CommandFailure(.problems) }
    }

    private func write(_ finding: LogFinding, to output: inout StandardOutput) throws(CommandFailure) {
        let bytes = finding.bytes.map { ", bytes \($0.lowerBound) to \($0.upperBound - 1)" } ?? ""
        let file = DisplayText(finding.file).string
        try output.line("\(finding.isDamage ? "DAMAGE" : "note  ")  \(file)\(bytes): \(finding.what)")
        try output.line("        \(finding.meaning)")
        try output.line("        \(finding.advice)")
    }

    private func verdict(on survey: LogSurvey) -> String {
        let damage = survey.findings.count { $0.isDamage }
        return damage == 0 ? "nothing is damaged" : "\(damage) \(damage == 1 ? "place is" : "places are") damaged"
    }
}
