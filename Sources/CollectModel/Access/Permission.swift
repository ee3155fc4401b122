/// What can be allowed or refused.
public enum Permission: String, Sendable, CaseIterable, Codable {
    case submitResponses = "submit responses"
    case readResponse = "read one response"
    /// Edit, delete and restore.
    case changeResponse = "edit, delete or restore a response"
    case readStatistics = "read statistics"
    case followStream = "follow the live stream"
    case acknowledgeAlerts = "acknowledge alerts"
    case editAlertRules = "edit alert rules"
    case export
}

/// How far a permission goes.
public struct Grant: Sendable, Hashable {
    public enum Reach: Sendable, Hashable {
        /// The own responses, at most so many days old; nil: however old.
        case own(days: Int?)
        /// The responses of the teams in the scope.
        case team
        /// Everything that the scope names.
        case scope
        /// The pipeline's own figures and rules: rates, lag, sink health; no response.
        case pipeline
        /// Statistics of everything, or the envelope of a response without its answers.
        case withoutAnswers
    }

    public let reach: Reach
    /// Personal data stays masked, whatever is asked for.
    public var isMasked = false
    /// Each use is to be written into the audit log.
    public var isAudited = false
}

extension Role {
    /// What this role is granted; nil: refused.
    ///
    /// Why a table in one place: the interface, the stream, exports and the dashboard must never disagree.
    public func grant(_ permission: Permission) -> Grant? {
        switch (permission, self) {
        case (.submitResponses, .collector): Grant(reach: .own(days: nil))
        case (.submitResponses, .manager), (.submitResponses, .integration): Grant(reach: .scope)

        case (.readResponse, .collector): Grant(reach: .own(days: 7))
        case (.readResponse, .fieldLead), (.followStream, .fieldLead): Grant(reach: .team, isMasked: true)
        case (.readResponse, .support): Grant(reach: .scope, isAudited: true)
        case (.readResponse, .analyst), (.followStream, .analyst), (.export, .analyst):
            Grant(reach: .scope, isMasked: true)
        case (.readResponse, .manager), (.followStream, .manager), (.export, .manager): Grant(reach: .scope)
        case (.readResponse, .integration), (.followStream, .integration), (.export, .integration): Grant(reach: .scope)

        case (.changeResponse, .manager): Grant(reach: .scope, isAudited: true)

        case (.readStatistics, .fieldLead): Grant(reach: .team)
        case (.readStatistics, .support), (.readStatistics, .analyst), (.readStatistics, .manager): Grant(reach: .scope)
        case (.readStatistics, .operations), (.followStream, .operations): Grant(reach: .withoutAnswers)

        case (.followStream, .support): Grant(reach: .scope, isAudited: true)

        case (.acknowledgeAlerts, .fieldLead): Grant(reach: .team)
        case (.acknowledgeAlerts, .support), (.acknowledgeAlerts, .manager), (.acknowledgeAlerts, .operations):
            Grant(reach: .scope)
        case (.editAlertRules, .manager): Grant(reach: .scope)
        case (.editAlertRules, .operations), (.export, .operations): Grant(reach: .pipeline)

        default: nil
        }
    }
}
