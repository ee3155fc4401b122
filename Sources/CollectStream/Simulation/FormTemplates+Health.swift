/// Health, water and relief.
extension FormTemplate {
    static let vaccination = FormTemplate(
        slug: "vaccination", title: "Polio & measles campaign 💉", language: "en", country: .nigeria,
        places: [
            Place("Kano", 12.0022, 8.5920), Place("Kaduna", 10.5105, 7.4165), Place("Sokoto", 13.0059, 5.2476),
            Place("Maiduguri", 11.8333, 13.1500), Place("Jos", 9.8965, 8.8583),
        ],
        medianSeconds: 150,
        questions: [
            QuestionTemplate("Child's name", "Text", .person),
            QuestionTemplate("Sex", "Choice", .option(["Girl 👧🏾", "Boy 👦🏾"], weights: [49, 51])),
            QuestionTemplate("Age (months)", "Number", .whole(mean: 26, sd: 15, low: 0, high: 59)),
            QuestionTemplate("Date of birth", "Date", .birthDateFromMonths, skipped: 0.12),
            QuestionTemplate(
                "Vaccines given today", "MultiChoice",
                .several(
                    ["Polio drops 💧", "Measles 🔴", "Pentavalent", "BCG", "Vitamin A, first dose 🥕"],
                    chances: [0.93, 0.58, 0.4, 0.15, 0.35])),
            QuestionTemplate("Finger marked?", "Boolean", .yesNo("Yes", "No", 0.97)),
            QuestionTemplate("Fever in the last 24 h? 🤒", "Boolean", .yesNo("Yes", "No", 0.08)),
            QuestionTemplate("Vial barcode", "Barcode", .barcode(prefix: "0101890"), skipped: 0.05),
            QuestionTemplate("Guardian's phone", "Phone", .phone, skipped: 0.15),
            QuestionTemplate("Location", "Location", .location),
            QuestionTemplate(
                "Reason if refused", "Text",
                .phrase([
                    "Child was asleep", "Father absent", "Afraid of side effects", "Travelling",
                    "Already vaccinated at clinic",
                ]),
                skipped: 0.94),
            QuestionTemplate(
                "Guardian's signature", "Signature", .file("sig", "png", mime: "image/png", median: 9_000)),
        ])

    static let clinicStock = FormTemplate(
        slug: "clinic-stock", title: "Clinic stock check 🏥", language: "en", country: .malawi,
        places: [
            Place("Lilongwe", -13.9626, 33.7741), Place("Blantyre", -15.7667, 35.0168),
            Place("Mzuzu", -11.4656, 34.0207),
        ],
        medianSeconds: 240,
        questions: [
            QuestionTemplate("Pharmacist's name", "Text", .person),
            QuestionTemplate(
                "Medicine", "Choice",
                .product(["Artemether-lumefantrine (ACT) 💊", "Amoxicillin", "ORS sachets", "Oxytocin ❄️", "Zinc"])),
            QuestionTemplate(
                "Units on the shelf", "Number", .amount(medians: [180, 240, 420, 35, 150], sigma: 0.7, decimals: 0)),
            QuestionTemplate(
                "Fridge temperature (°C) 🌡️", "Number", .decimal(mean: 4.6, sd: 2.6, decimals: 1), skipped: 0.05),
            QuestionTemplate(
                "Out of stock this month", "MultiChoice",
                .several(
                    ["None ✅", "ACT", "Gloves, sterile 🧤", "Test kits", "Syringes", "Oxygen"],
                    chances: [0.4, 0.2, 0.25, 0.3, 0.12, 0.1], noneFirst: true)),
            QuestionTemplate("Last delivery 🚚", "Date", .date(from: -60, through: -1)),
            QuestionTemplate("Earliest expiry", "Date", .date(from: 10, through: 540)),
            QuestionTemplate("Batch barcode", "Barcode", .barcode(prefix: "0503127")),
            QuestionTemplate(
                "Clinic e-mail", "Email", .email(domains: ["health.example.mw", "clinic.example.org"]), skipped: 0.2),
            QuestionTemplate(
                "Stock card photo", "Media", .file("IMG", "jpg", mime: "image/jpeg", median: 850_000), skipped: 0.1),
            QuestionTemplate(
                "Delivery note", "File", .file("note", "pdf", mime: "application/pdf", median: 120_000), skipped: 0.5),
            QuestionTemplate("Location", "Location", .location),
        ])

    static let waterPoint = FormTemplate(
        slug: "water-point", title: "የውሃ ነጥብ ፍተሻ 🚰", language: "am", country: .ethiopia,
        places: [Place("ባህር ዳር", 11.5936, 37.3908), Place("ሐዋሳ", 7.0621, 38.4764), Place("ጅማ", 7.6739, 36.8358)],
        medianSeconds: 200,
        questions: [
            QuestionTemplate("የጠባቂው ስም", "Text", .person),
            QuestionTemplate(
                "ዓይነት", "Choice", .option(["የእጅ ፓምፕ", "ቧንቧ 🚰", "ምንጭ 💧", "ጉድጓድ"], weights: [45, 30, 15, 10])),
            QuestionTemplate("ሁኔታ", "Choice", .option(["ይሠራል ✅", "በከፊል ይሠራል", "ተበላሽቷል 🔧"], weights: [68, 19, 13])),
            QuestionTemplate("ክሎሪን (mg/L)", "Number", .decimal(mean: 0.42, sd: 0.18, decimals: 2), skipped: 0.1),
            QuestionTemplate("የሚጠቀሙ ቤተሰቦች 👨‍👩‍👧‍👦", "Number", .count(median: 60, sigma: 0.6)),
            QuestionTemplate("የመጠበቂያ ጊዜ (ደቂቃ)", "Number", .count(median: 15, sigma: 0.8)),
            QuestionTemplate("የውሃ ጥራት", "Rating", .rating(top: 5)),
            QuestionTemplate(
                "ችግሮች", "MultiChoice",
                .several(
                    ["ችግር የለም", "ፍሳሽ", "መጥፎ ሽታ", "ዝቅተኛ ግፊት, ጠዋት", "የተሰበረ እጀታ"], chances: [0.45, 0.2, 0.1, 0.3, 0.12],
                    noneFirst: true)),
            QuestionTemplate("የመጨረሻ ጥገና", "Date", .date(from: -400, through: -2), skipped: 0.2),
            QuestionTemplate("ስልክ", "Phone", .phone, skipped: 0.25),
            QuestionTemplate("ፎቶ", "Media", .file("IMG", "jpg", mime: "image/jpeg", median: 640_000)),
            QuestionTemplate("ቦታ", "Location", .location),
        ])

    static let floodRelief = FormTemplate(
        slug: "flood-relief", title: "বন্যা ত্রাণ বিতরণ 🌊", language: "bn", country: .bangladesh,
        places: [Place("সিলেট", 24.8949, 91.8687), Place("কুড়িগ্রাম", 25.8072, 89.6295), Place("সুনামগঞ্জ", 25.0658, 91.3950)],
        medianSeconds: 170,
        questions: [
            QuestionTemplate("নাম", "Text", .person),
            QuestionTemplate("পরিবারের সদস্য 👨‍👩‍👧", "Number", .whole(mean: 4.8, sd: 1.9, low: 1, high: 14)),
            QuestionTemplate("পানির উচ্চতা (সেমি)", "Number", .count(median: 45, sigma: 0.7)),
            QuestionTemplate(
                "কী দেওয়া হয়েছে", "MultiChoice",
                .several(
                    ["চাল 🍚", "বিশুদ্ধ পানি 💧", "ওষুধ, ওআরএস", "তাঁবু ⛺", "নগদ টাকা"], chances: [0.85, 0.7, 0.4, 0.2, 0.3])),
            QuestionTemplate("ঘরের অবস্থা", "Choice", .option(["অক্ষত", "আংশিক ক্ষতি", "ধ্বংস 🏚️"], weights: [38, 47, 15])),
            QuestionTemplate("শিশু অসুস্থ?", "Boolean", .yesNo("হ্যাঁ", "না", 0.17)),
            QuestionTemplate("ফোন নম্বর", "Phone", .phone, skipped: 0.1),
            QuestionTemplate("অবস্থান", "Location", .location),
            QuestionTemplate(
                "টিপসই", "Signature", .file("sig", "png", mime: "image/png", median: 12_000), skipped: 0.05),
        ])
}
