/// Markets, shops and customers.
extension FormTemplate {
    static let marketPrices = FormTemplate(
        slug: "market-prices", title: "Bei za sokoni 🍅", language: "sw", country: .kenya,
        places: [
            Place("Nairobi · Gikomba", -1.2864, 36.8406), Place("Kisumu", -0.0917, 34.7680),
            Place("Mombasa", -4.0435, 39.6682),
            Place("Nakuru", -0.3031, 36.0800),
        ],
        medianSeconds: 75,
        questions: [
            QuestionTemplate(
                "Bidhaa", "Choice",
                .product(
                    ["Mahindi 🌽", "Mchele 🍚", "Maharagwe 🫘", "Nyanya 🍅", "Sukari", "Mafuta ya kupikia", "Vitunguu 🧅"],
                    weights: [26, 19, 15, 14, 10, 9, 7])),
            QuestionTemplate(
                "Bei (KSh/kg)", "Number", .amount(medians: [62, 165, 148, 95, 152, 285, 110], sigma: 0.13, decimals: 2)),
            QuestionTemplate("Upatikanaji", "Rating", .rating(top: 5)),
            QuestionTemplate("Bei imepanda? 📈", "Boolean", .yesNo("Ndiyo", "Hapana", 0.41)),
            QuestionTemplate(
                "Chanzo cha bidhaa", "MultiChoice",
                .several(
                    ["Mkulima wa hapa", "Jumla, mjini 🚚", "Nje ya nchi", "Ushirika"], chances: [0.5, 0.55, 0.15, 0.2])),
            QuestionTemplate("Saa ya ziara", "Time", .clock),
            QuestionTemplate("Jina la muuzaji", "Text", .person, skipped: 0.1),
            QuestionTemplate("Simu ya muuzaji", "Phone", .phone, skipped: 0.3),
            QuestionTemplate("Mahali", "Location", .location),
        ])

    static let shopInventory = FormTemplate(
        slug: "shop-inventory", title: "दुकान का स्टॉक 🏪", language: "hi", country: .india,
        places: [
            Place("लखनऊ", 26.8467, 80.9462), Place("पटना", 25.5941, 85.1376), Place("जयपुर", 26.9124, 75.7873),
            Place("भोपाल", 23.2599, 77.4126),
        ],
        medianSeconds: 120,
        questions: [
            QuestionTemplate("दुकानदार का नाम", "Text", .person),
            QuestionTemplate(
                "उत्पाद", "Choice",
                .product(["चावल 🍚", "आटा", "सरसों का तेल", "चाय ☕", "साबुन 🧼", "बिस्कुट 🍪"], weights: [24, 22, 17, 15, 12, 10])),
            QuestionTemplate("बारकोड", "Barcode", .barcode(prefix: "8901058"), skipped: 0.04),
            QuestionTemplate("मात्रा", "Number", .amount(medians: [80, 65, 40, 55, 120, 210], sigma: 0.5, decimals: 0)),
            QuestionTemplate(
                "दाम (₹)", "Number", .amount(medians: [58, 42, 165, 140, 35, 10], sigma: 0.1, decimals: 2)),
            QuestionTemplate("समाप्ति तिथि", "Date", .date(from: -20, through: 400)),
            QuestionTemplate(
                "भुगतान के तरीके", "MultiChoice",
                .several(["नकद 💵", "UPI 📱", "कार्ड 💳", "उधार, खाता"], chances: [0.93, 0.78, 0.2, 0.45])),
            QuestionTemplate("दुकान पर फ्रिज है?", "Boolean", .yesNo("हाँ", "नहीं", 0.55)),
            QuestionTemplate("बिक्री से संतुष्टि", "Rating", .rating(top: 5)),
            QuestionTemplate("फ़ोन", "Phone", .phone, skipped: 0.08),
            QuestionTemplate(
                "शेल्फ़ की फ़ोटो", "Media", .file("IMG", "jpg", mime: "image/jpeg", median: 720_000), skipped: 0.06),
            QuestionTemplate("स्थान", "Location", .location),
        ])

    static let restaurant = FormTemplate(
        slug: "restaurant", title: "お客様アンケート 🍣", language: "ja", country: .japan,
        places: [Place("渋谷店", 35.6580, 139.7016), Place("梅田店", 34.7025, 135.4959), Place("博多店", 33.5902, 130.4207)],
        medianSeconds: 95,
        questions: [
            QuestionTemplate("お名前", "Text", .person, skipped: 0.3),
            QuestionTemplate("ご来店日時", "DateTime", .moment),
            QuestionTemplate(
                "ご注文", "MultiChoice",
                .several(["寿司 🍣", "ラーメン 🍜", "天ぷら 🍤", "飲み物、酒 🍶", "デザート 🍡"], chances: [0.5, 0.4, 0.25, 0.5, 0.2])),
            QuestionTemplate("味", "Rating", .rating(top: 5)),
            QuestionTemplate("接客", "Rating", .rating(top: 5)),
            QuestionTemplate("お会計 (円)", "Number", .amount(medians: [3200], sigma: 0.45, decimals: 0)),
            QuestionTemplate(
                "項目別の評価", "Matrix", .matrix(rows: ["清潔さ", "提供の速さ", "価格"], scale: ["不満", "普通", "満足", "とても満足"])),
            QuestionTemplate("大切なこと", "Ranking", .ranking(["味 😋", "価格 💴", "雰囲気", "立地"])),
            QuestionTemplate("また来ますか?", "Boolean", .yesNo("はい", "いいえ", 0.86)),
            QuestionTemplate("メール", "Email", .email(domains: ["example.jp", "mail.example.com"]), skipped: 0.55),
            QuestionTemplate(
                "ご意見", "Text", .phrase(["とても美味しかったです。", "少し待ちました。", "また来ます!", "席が狭い", "店員さんが親切 😊"]), skipped: 0.5),
        ])

    static let lifestyle = FormTemplate(
        slug: "lifestyle", title: "Community profile 🧑🏽‍🤝‍🧑🏾", language: "en", country: .southAfrica,
        places: [
            Place("Soweto", -26.2678, 27.8585), Place("Durban", -29.8587, 31.0218),
            Place("Gqeberha", -33.9608, 25.6022),
        ],
        medianSeconds: 54,
        questions: [
            QuestionTemplate("Name", "Text", .person),
            QuestionTemplate("Gender", "Choice", .gender(["Female", "Male", "Other"])),
            QuestionTemplate("Age", "Number", .age),
            QuestionTemplate("Are you pregnant? 🤰🏾", "Boolean", .yesNo("Yes", "No", 0.09), asked: .ofChildbearingAge),
            QuestionTemplate(
                "Hobby", "MultiChoice",
                .several(
                    [
                        "Gardening 🥕", "Reading books 📖", "Playing Sports 🤾", "Travel, abroad ✈️", "Cooking 🍲",
                        "Fishing 🎣",
                    ],
                    chances: [0.42, 0.38, 0.33, 0.12, 0.4, 0.1])),
            QuestionTemplate("Phone", "Phone", .phone),
            QuestionTemplate("Location", "Location", .location, skipped: 0),
        ],
        isLegacyClient: true, knownID: "0VHCsOl4JCjrCxwfF7G8")
}
