/// The forms and teams that somebody works with, inside one organisation.
public struct Scope: Sendable, Hashable, Codable {
    /// nil: not bound to one, as when a data directory is read with the operating system's permission.
    public var organisation: String?
    /// nil: every form of the organisation.
    public var forms: Set<String>?
    /// nil: every team.
    public var teams: Set<String>?

    public init(organisation: String? = nil, forms: Set<String>? = nil, teams: Set<String>? = nil) {
        self.organisation = organisation
        self.forms = forms
        self.teams = teams
    }

    /// Whether the form is inside. A form without an organisation is nobody's: only an unbound scope sees it.
    public func includes(form: String, of owner: String?) -> Bool {
        (organisation == nil || organisation == owner) && (forms?.contains(form) ?? true)
    }

    /// Whether the team is inside. What belongs to no team is inside only where no teams are named.
    public func includes(team: String?) -> Bool {
        guard let teams else { return true }
        return team.map(teams.contains) ?? false
    }
}

/// Somebody with a role, a scope and a name, and the decisions that follow.
///
/// Pure: the time is passed in.
public struct Access: Sendable, Hashable, Codable {
    public var role: Role
    public var scope: Scope
    /// The person's own id, as it stands in `createdBy`.
    public var subject: String?

    public init(role: Role, scope: Scope = Scope(), subject: String? = nil) {
        self.role = role
        self.scope = scope
        self.subject = subject
    }

    /// What is to be done with: a form, and of a response also whose it is and how old.
    public struct Target: Sendable {
        public var form: String
        public var organisation: String?
        public var team: String?
        public var collector: String?
        /// When the server received it. Unit: ms since 1970.
        public var receivedMs: Int64?

        public init(
            form: String, organisation: String? = nil, team: String? = nil, collector: String? = nil,
            receivedMs: Int64? = nil
        ) {
            self.form = form
            self.organisation = organisation
            self.team = team
            self.collector = collector
            self.receivedMs = receivedMs
        }
    }

    /// Says whether `permission` holds for `target` at `nowMs`. Cost: two set look-ups.
    /// - Throws: `AccessError`: by role, by scope or by age; nothing is revealed about what lies outside.
    public func check(_ permission: Permission, on target: Target, nowMs: Int64) throws(AccessError) -> Grant {
        guard let grant = role.grant(permission) else { throw .role(role, permission) }
        guard scope.includes(form: target.form, of: target.organisation) else { throw .scope(form: target.form) }
        switch grant.reach {
        case .own(let days):
            guard let subject, target.collector == subject else { throw .scope(form: target.form) }
            if let days, let received = target.receivedMs, nowMs - received > Int64(days) * 86_400_000 {
                throw .age(days: days)
            }
        case .team:
            guard scope.includes(team: target.team) else { throw .scope(form: target.form) }
        case .scope:
            guard target.team == nil || scope.includes(team: target.team) else { throw .scope(form: target.form) }
        case .pipeline, .withoutAnswers: break
        }
        return grant
    }
}

/// Why something is not allowed.
public enum AccessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The role has no such permission (403.1).
    case role(Role, Permission)
    /// The form, team or response is outside the scope (403.2).
    case scope(form: String)
    /// The own response is too old to be read again (403.2).
    case age(days: Int)

    public var description: String {
        switch self {
        case .role(let role, let permission):
            "the role \(role.rawValue) may not \(permission.rawValue); ask a manager for another role"
        case .scope(let form): "form \(form) is outside your forms and teams; ask a manager to widen your scope"
        case .age(let days): "your own responses can be read for \(days) days; ask support for older ones"
        }
    }
}
