import Testing

@testable import CollectModel

/// Roles, permissions and scopes.
@Suite struct AccessTests {
    private let now: Int64 = 1_795_435_200_000

    @Test(arguments: [
        ("field-lead", Role.fieldLead as Role?), ("Field Lead", .fieldLead), ("fieldLead", .fieldLead),
        ("FIELD_LEAD", .fieldLead), ("operator", .operations),
        ("manager", .manager), ("", nil), ("root", nil), ("manager2", nil), ("mañager", nil), ("ma-na-ger", .manager),
        ("manager\u{0}", nil),
    ])
    func `roles are read as people write them`(text: String, role: Role?) {
        #expect(Role(parsing: text) == role)
    }

    /// The table of the design, one letter a role in the order of `Role.allCases`: y granted, - refused.
    @Test(arguments: [
        (Permission.submitResponses, "y---y-y"), (.readResponse, "yyyyy-y"), (.changeResponse, "----y--"),
        (.readStatistics, "-yyyyy-"),
        (.followStream, "-yyyyyy"), (.acknowledgeAlerts, "-yy-yy-"), (.editAlertRules, "----yy-"), (.export, "---yyyy"),
    ])
    func `each role is granted what the table says`(permission: Permission, row: String) {
        let granted = Role.allCases.map { $0.grant(permission) == nil ? "-" : "y" }.joined()
        #expect(granted == row)
    }

    @Test func `grants reach as far as the table says`() {
        #expect(Role.collector.grant(.readResponse)?.reach == .own(days: 7))
        #expect(Role.fieldLead.grant(.readResponse) == Grant(reach: .team, isMasked: true))
        #expect(Role.support.grant(.readResponse)?.isAudited == true)
        #expect(Role.analyst.grant(.export)?.isMasked == true)
        #expect(Role.operations.grant(.followStream)?.reach == .withoutAnswers)
        #expect(Role.operations.grant(.editAlertRules)?.reach == .pipeline)
    }

    @Test func `a collector reads the own responses of a week`() throws {
        let access = Access(role: .collector, subject: "amina-1")
        let own = { (days: Int64) in
            Access.Target(form: "f", collector: "amina-1", receivedMs: now - days * 86_400_000)
        }
        #expect(try access.check(.readResponse, on: own(7), nowMs: now).reach == .own(days: 7))
        #expect(throws: AccessError.age(days: 7)) { try access.check(.readResponse, on: own(8), nowMs: now) }
        #expect(throws: AccessError.scope(form: "f")) {
            try access.check(.readResponse, on: Access.Target(form: "f", collector: "musa-2"), nowMs: now)
        }
        #expect(throws: AccessError.scope(form: "f")) {
            try Access(role: .collector).check(.readResponse, on: Access.Target(form: "f"), nowMs: now)
        }
    }

    @Test func `a field lead sees the own teams and no response without a team`() throws {
        let access = Access(role: .fieldLead, scope: Scope(teams: ["Kano 1"]))
        #expect(try access.check(.readResponse, on: Access.Target(form: "f", team: "Kano 1"), nowMs: now).isMasked)
        for team in ["Kano 2", nil] {
            #expect(throws: AccessError.scope(form: "f")) {
                try access.check(.readResponse, on: Access.Target(form: "f", team: team), nowMs: now)
            }
        }
    }

    @Test func `nobody sees across organisations`() throws {
        for role in Role.allCases {
            let access = Access(role: role, scope: Scope(organisation: "a"), subject: "s")
            for permission in Permission.allCases {
                for owner in ["b", nil] {
                    #expect(throws: AccessError.self) {
                        try access.check(
                            permission, on: Access.Target(form: "f", organisation: owner, collector: "s"), nowMs: now)
                    }
                }
            }
        }
    }

    @Test func `forms outside the scope are refused`() {
        let access = Access(role: .manager, scope: Scope(forms: ["f"]))
        #expect(throws: Never.self) { try access.check(.export, on: Access.Target(form: "f"), nowMs: now) }
        #expect(throws: AccessError.scope(form: "g")) {
            try access.check(.export, on: Access.Target(form: "g"), nowMs: now)
        }
    }

    @Test func `a refusal says what to do`() {
        #expect(AccessError.role(.analyst, .changeResponse).description.contains("analyst may not edit"))
    }
}
