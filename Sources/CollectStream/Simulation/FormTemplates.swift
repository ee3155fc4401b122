/// The forms of the demonstration, busiest first.
extension FormTemplate {
    static let all: [FormTemplate] = [
        .vaccination, .marketPrices, .household, .shopInventory, .schoolAttendance, .waterPoint, .lifestyle,
        .clinicStock, .floodRelief, .cropAssessment, .restaurant, .roadDefects, .complaints, .wildlife,
    ]
}
