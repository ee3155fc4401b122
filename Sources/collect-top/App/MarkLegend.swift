import CollectModel

/// What the marks on the screen mean, as they are drawn here.
nonisolated enum MarkLegend {
    /// A mark that the theme leaves empty is not explained.
    static func entries(_ context: ViewContext) -> [(mark: DisplayText, meaning: DisplayText)] {
        (alerts(context) + responses(context) + figures(context)).filter { !$0.mark.isEmpty }
    }

    private static func alerts(_ context: ViewContext) -> [(mark: DisplayText, meaning: DisplayText)] {
        [
            (context.glyph(.critical), "a critical alert"),
            (context.glyph(.warn), "a warning, or data that was refused"),
            (context.glyph(.good), "all is well"),
            (context.glyph(.live), "live: shown as it arrives"),
            (context.glyph(.frozen), "frozen: the picture stands still, counting goes on"),
            (context.glyph(.masked), "personal answers are masked"),
            ("! REVEALED", "personal answers are shown in clear"),
        ]
    }

    private static func responses(_ context: ViewContext) -> [(mark: DisplayText, meaning: DisplayText)] {
        func operation(_ operation: ResponseOperation) -> (mark: DisplayText, meaning: DisplayText) {
            (
                AnswerMarks.mark(operation, symbols: context.symbols).text,
                "the response was " + AnswerMarks.word(operation)
            )
        }
        return [
            operation(.create), operation(.update), operation(.delete), operation(.restore),
            (context.glyph(.late), "late: it came long after it had been submitted"),
            (AnswerMarks.skew(context.symbols), "the device's clock is wrong; its times are corrected"),
            ("••••", "an answer that is hidden, or a part of one"),
        ]
    }

    private static func figures(_ context: ViewContext) -> [(mark: DisplayText, meaning: DisplayText)] {
        [
            (context.nothing, "none; in front of a form: nothing in the last hour"),
            ("±2 %", "an estimate and its error"),
            ("<5", "fewer than five, hidden so that nobody is recognised"),
        ]
    }
}
