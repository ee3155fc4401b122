import ArgumentParser
import CollectStream

/// What `verify` and `log` are told, and what both do with JSON.
struct SurveyOptions: ParsableArguments {
    @Option(help: "The data directory.")
    var data: String
    @Option(help: "How it is printed.")
    var format: SummaryFormat = .text

    /// Surveys the directory and prints it: as JSON, or as `text` writes it.
    func survey(text: (LogSurvey, inout StandardOutput) throws -> Void) throws -> LogSurvey {
        let survey = try LogSurvey.watched(directory: data)
        var output = StandardOutput()
        switch format {
        case .json: try output.line(String(decoding: survey.json(directory: data), as: UTF8.self))
        case .text: try text(survey, &output)
        }
        try output.flush()
        return survey
    }
}
