#include "records/import.h"

#include <fstream>
#include <sstream>

#include "alert/alerts.h"
#include "base/file.h"
#include "records/export.h"
#include "store/destinations.h"
#include "store/matches.h"
#include "store/people.h"
#include "store/silences.h"
#include "store/watches.h"
#include "support/databases.h"

namespace tocsin::records {
namespace {

constexpr std::string_view kGood = R"({"type":"organization","external_id":"acme","name":"Acme"}
{"type":"user","external_id":"ann","name":"Ann","email":"ann@example.org","organization":"acme","role":"watcher"}
{"type":"team","external_id":"t","name":"Team","members":["ann"]}
{"type":"destination","user":"ann","channel":"webhook","address":"https://hook.example.org","priority":2}
{"type":"emergency_contact","user":"ann","name":"Max","channel":"sms","address":"+442071838750"}
{"type":"preference","user":"ann","key":"minimum_priority","value":3}
{"type":"watch","external_id":"w","user":"ann","performer":"Lakers","max_price":{"amount":"90.00","currency":"USD"}}
{"type":"offer","platform":"p","event":{"external_id":"e","name":"Game","starts_at":"2026-12-24"},"offer":{"external_id":"1","price":{"amount":"80.00","currency":"USD"},"quantity":2,"availability":"in_stock"},"observed_at":"2026-01-01T00:00:00Z"}
{"type":"offer","platform":"p","event":{"external_id":"bare","name":"Bare"},"offer":null,"observed_at":"2026-01-01T00:00:00Z"}
{"type":"alert","kind":"high_demand","title":"Busy","severity":"high","assigned_to":"ann"}
{"type":"activity","user":"ann","kind":"login","at":"2026-01-01T00:00:00Z"}
{"type":"silence","matchers":["kind=promotion",{"name":"area","op":"!=","value":"LS1"}],"until":"2027-01-01T00:00:00Z","reason":"calm"}
)";

class ImportTest : public test::DatabaseTest {
 protected:
  ImportOptions options(std::string_view text) {
    const auto file = folder_ / "records.jsonl";
    std::ofstream(file, std::ios::binary) << text;
    ImportOptions o;
    o.file = file;
    o.rejects = folder_ / "rejects.jsonl";
    o.actor = "tester";
    o.now = at("2026-06-01T12:00:00Z");
    return o;
  }
  ImportResult import(std::string_view text) { return import_records(db(), options(text)); }

  // "LINE reason" of each reject.
  std::vector<std::string> rejects() {
    std::vector<std::string> out;
    std::istringstream lines(read_file(folder_ / "rejects.jsonl"));
    for (std::string line; std::getline(lines, line);) {
      const Json reject = Json::parse(line);
      out.push_back(
          fmt::format("{} {}", reject["line"].get<int>(), reject["reason"].get<std::string>()));
    }
    return out;
  }

  std::string exported(store::Database& from, std::initializer_list<const char*> types) {
    std::string out;
    for (const char* type : types) {
      export_records(from, *find_record_type(type), {},
                     [&](const OrderedJson& record) { out += record.dump() + "\n"; });
    }
    return out;
  }
  test::ScratchFolder folder_;
};
TOCSIN_ON_BOTH_DATABASES(ImportTest);

TEST_P(ImportTest, StoresEveryTypeAndNothingTwice) {
  const auto first = import(kGood);
  EXPECT_EQ(first.rejected, 0);
  for (const char* type : {"organization", "user", "team", "destination", "preference", "watch",
                           "alert", "activity", "silence"}) {
    EXPECT_EQ(first.counts.at(fmt::format("{}_created", type)), 1) << type;
  }
  EXPECT_EQ(first.counts.at("offer_created"), 2);
  const auto second = import(kGood);
  for (const auto& [name, count] : second.counts) {
    // An alert that is still open is seen again.
    EXPECT_TRUE(name.ends_with("_unchanged") || name == "alert_updated") << name << " " << count;
  }
}

TEST_P(ImportTest, BadRecordsGoToTheRejectsAndGoodOnesStay) {
  const auto result = import(
      "\xEF\xBB\xBF{\"type\":\"user\",\"external_id\":\"a\",\"name\":\"A\"}\r\n"
      "\r\n"
      "{\"type\":\"user\",\"external_id\":\"b\",\"name\":\"B\",\"organization\":\"none\"}\n"
      "{\"type\":\"user\",\"external_id\":\"c\",\"name\":\"\xFF\"}\n"
      "{\"type\":\"usr\"}\n"
      "{\"type\":\"price_point\",\"platform\":\"p\",\"event\":{\"name\":\"E\"},\"offer\":{},"
      "\"availability\":\"limited\",\"from\":\"2026-01-01\"}\n"
      "{\"type\":\"user\",\"external_id\":\"d\",\"name\":\"D\"}\n"
      "{\"type\":\"user\",\"exter");
  EXPECT_TRUE(result.stored);
  EXPECT_EQ(result.rejected, 5);
  EXPECT_EQ(result.counts.at("user_created"), 2);
  const auto lines = rejects();
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0], "3 organization: there is no organization 'none'");
  EXPECT_EQ(lines[1], "4 record: not UTF-8 at byte 42");
  EXPECT_EQ(lines[2], "5 type: \"usr\" is no record type; did you mean 'user'?");
  EXPECT_EQ(lines[3], "6 type: is only exported; it follows from offers");
  EXPECT_TRUE(lines[4].starts_with("8 record: column 22: ")) << lines[4];
  EXPECT_TRUE(store::find_person_named(db(), "a"));
  EXPECT_TRUE(store::find_person_named(db(), "d"));
}

TEST_P(ImportTest, ALineThatIsTooLongIsOneReject) {
  std::string text = R"({"type":"user","external_id":"x","name":")";
  text.append(9U << 20, 'x');
  text += "\"}\n{\"type\":\"user\",\"external_id\":\"y\",\"name\":\"Y\"}\n";
  const auto result = import(text);
  EXPECT_EQ(result.rejected, 1);
  EXPECT_EQ(result.counts.at("user_created"), 1);
  EXPECT_EQ(rejects()[0], "1 record: is longer than 8388608 bytes");
}

TEST_P(ImportTest, AtomicStoresAllOrNothing) {
  auto bad = options(std::string(kGood) + "{\"type\":\"user\",\"external_id\":\"b\"}\n");
  bad.atomic = true;
  const auto nothing = import_records(db(), bad);
  EXPECT_FALSE(nothing.stored);
  EXPECT_EQ(nothing.rejected, 1);
  EXPECT_FALSE(store::find_person_named(db(), "ann"));
  auto good = options(kGood);
  good.atomic = true;
  EXPECT_TRUE(import_records(db(), good).stored);
  EXPECT_TRUE(store::find_person_named(db(), "ann"));
}

TEST_P(ImportTest, ADryRunResolvesAndChangesNothing) {
  auto dry =
      options(std::string(kGood) +
              "{\"type\":\"team\",\"external_id\":\"u\",\"name\":\"U\",\"members\":[\"zed\"]}\n");
  dry.dry_run = true;
  const auto result = import_records(db(), dry);
  EXPECT_FALSE(result.stored);
  EXPECT_EQ(result.counts.at("watch_created"), 1);
  EXPECT_EQ(rejects(), (std::vector<std::string>{"13 members: there is no user 'zed'"}));
  EXPECT_EQ(exported(db(), {"user", "offer", "alert"}), "");
}

TEST_P(ImportTest, WhatARecordDoesNotSayStays) {
  import(kGood);
  import(R"({"type":"user","external_id":"ann","name":"Ann Lee","role":null})");
  const auto ann = store::find_person_named(db(), "ann").value();
  EXPECT_EQ(ann.name, "Ann Lee");
  EXPECT_EQ(ann.email, "ann@example.org");
  EXPECT_EQ(ann.role, "watcher");
  EXPECT_TRUE(ann.organization_id);
  import(R"({"type":"watch","external_id":"w","user":"ann","city":"Leeds"})");
  const Json criteria = Json::parse(store::find_watch_named(db(), "w").value().criteria);
  EXPECT_EQ(criteria["performer"], "Lakers");
  EXPECT_EQ(criteria["city"], "Leeds");
}

TEST_P(ImportTest, AReferenceLooksAtItsOwnSourceFirst) {
  import(R"({"type":"user","source":"crm","external_id":"1","name":"Crm"}
{"type":"user","source":"hr","external_id":"1","name":"Hr"}
{"type":"team","source":"hr","external_id":"t","name":"T","members":["1"]}
)");
  const auto team = store::find_team_named(db(), "t").value();
  EXPECT_EQ(store::team_members(db(), team.id).at(0).name, "Hr");
  const auto lost = import(R"({"type":"team","external_id":"u","name":"U","members":["1"]})");
  EXPECT_EQ(lost.rejected, 1);
  EXPECT_EQ(rejects()[0], "1 members: 2 sources have a user '1', and 'import' is not one of them");
}

TEST_P(ImportTest, TheProfileAddressFollowsThePerson) {
  import(R"({"type":"user","external_id":"a","name":"A","email":"old@example.org"})");
  const auto person = store::find_person_named(db(), "a").value();
  const auto before = store::destinations_of_person(db(), person.id);
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].origin, "profile");
  store::mark_destination_dead(db(), before[0].id, at("2026-06-01T12:00:00Z"), "no such mailbox");
  import(R"({"type":"user","external_id":"a","name":"A","email":"new@example.org"})");
  const auto after = store::destinations_of_person(db(), person.id);
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].address, "new@example.org");
  EXPECT_TRUE(after[0].enabled);
  EXPECT_FALSE(after[0].dead_at);
  // Where the new address is there already, the old one is kept, disabled.
  import(R"({"type":"destination","user":"a","channel":"email","address":"third@example.org"})");
  import(R"({"type":"user","external_id":"a","name":"A","email":"third@example.org"})");
  const auto both = store::destinations_of_person(db(), person.id);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_FALSE(both[0].enabled);
  EXPECT_EQ(both[1].origin, "profile");
}

TEST_P(ImportTest, TheSlackWebhookOfAnOrganizationIsItsDestination) {
  const auto with = [](std::string_view webhook) {
    return fmt::format(
        R"({{"type":"organization","external_id":"o","name":"O","slack_webhook":"{}"}})", webhook);
  };
  import(with("https://hooks.slack.com/services/1"));
  const auto o = store::find_organization_named(db(), "o").value();
  auto places = store::destinations_of_organization(db(), o.id);
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].channel, "slack");
  EXPECT_EQ(places[0].address, "https://hooks.slack.com/services/1");
  EXPECT_EQ(places[0].origin, "profile");
  import(with("https://hooks.slack.com/services/2"));
  places = store::destinations_of_organization(db(), o.id);
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].address, "https://hooks.slack.com/services/2");
  import(with(""));
  places = store::destinations_of_organization(db(), o.id);
  ASSERT_EQ(places.size(), 1U);
  EXPECT_FALSE(places[0].enabled);
}

TEST_P(ImportTest, OffersQueueForAnalyzeOnlyWhenToldTo) {
  import(kGood);
  const Instant later = at("2030-01-01");
  EXPECT_TRUE(store::events_due(db(), later, {}, 10).empty());
  auto raising = options(
      R"({"type":"offer","platform":"p","event":{"external_id":"e","name":"Game"},"offer":{"external_id":"1","price":{"amount":"70.00","currency":"USD"}}})");
  raising.raise = true;
  import_records(db(), raising);
  EXPECT_EQ(store::events_due(db(), later, {}, 10).size(), 1U);
}

TEST_P(ImportTest, OnlyACompleteListingClosesWhatItDoesNotMention) {
  import(
      R"({"type":"offer","platform":"p","event":{"name":"E"},"offer":{"external_id":"1"},"observed_at":"2026-01-01"}
{"type":"offer","platform":"p","event":{"name":"E"},"offer":{"external_id":"2"},"observed_at":"2026-01-01"}
{"type":"offer","platform":"q","event":{"name":"E"},"offer":{"external_id":"3"},"observed_at":"2026-01-01"}
)");
  constexpr std::string_view kOne =
      R"({"type":"offer","platform":"p","event":{"name":"E"},"offer":{"external_id":"1"},"observed_at":"2026-01-02"})";
  EXPECT_FALSE(import(kOne).counts.contains("closed"));
  auto complete = options(kOne);
  complete.complete = {"p"};
  EXPECT_EQ(import_records(db(), complete).counts.at("closed"), 1);
  const std::string open = exported(db(), {"offer"});
  EXPECT_NE(open.find(R"("external_id":"1")"), std::string::npos);
  EXPECT_EQ(open.find(R"("external_id":"2")"), std::string::npos);
  EXPECT_NE(open.find(R"("external_id":"3")"), std::string::npos);
}

TEST_P(ImportTest, AnImportedAlertIsRaisedOnceByItsKey) {
  import(kGood);
  const auto alerts = alert::list(db(), {});
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].facts.priority, 4);
  EXPECT_EQ(alerts[0].facts.dedup_key, "high_demand|title|Busy|Busy");
  EXPECT_TRUE(alerts[0].assignee_id);
  const auto ended = import(
      R"({"type":"alert","kind":"high_demand","title":"Old","status":"resolved"}
{"type":"alert","kind":"verification_code","title":"Direct"})");
  EXPECT_EQ(ended.counts.at("alert_unchanged"), 1);
  EXPECT_EQ(ended.rejected, 1);
  EXPECT_EQ(alert::list(db(), {}).size(), 1U);
}

TEST_P(ImportTest, OneBatchIsNotTheOnlyOne) {
  std::string text;
  for (int i = 0; i < 10'001; ++i) {
    text += fmt::format(
        R"({{"type":"offer","platform":"p","event":{{"name":"E"}},"offer":{{"external_id":"{}"}}}})"
        "\n",
        i);
    if (i % 5'000 == 7) text += "broken\n";
  }
  int batches = 0;
  auto many = options(text);
  many.progress = [&](std::int64_t, std::int64_t) { ++batches; };
  const auto result = import_records(db(), many);
  EXPECT_EQ(result.counts.at("offer_created"), 10'001);
  EXPECT_EQ(result.rejected, 2);
  EXPECT_EQ(batches, 5);
}

TEST_P(ImportTest, EveryChangeIsInTheAuditTrail) {
  import(kGood);
  EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
  EXPECT_GE(alert::verify_audit(db()).entries, 8);
}

TEST_P(ImportTest, WhatIsExportedCanBeImportedAndIsTheSame) {
  import(kGood);
  const auto types = {"organization", "user",  "team",  "destination", "emergency_contact",
                      "preference",   "watch", "offer", "activity",    "price_point"};
  const auto importable = {"organization",      "user",       "team",   "destination",
                           "emergency_contact", "preference", "watch",  "offer",
                           "activity",          "alert",      "silence"};
  const std::string before = exported(db(), types);
  test::ScratchDatabase other(GetParam());
  const auto result = import_records(other.db(), options(exported(db(), importable)));
  EXPECT_EQ(result.rejected, 0);
  EXPECT_EQ(exported(other.db(), types), before);
  // IDs of alerts and silences are made anew.
  const auto a = alert::list(db(), {}).at(0), b = alert::list(other.db(), {}).at(0);
  EXPECT_EQ(a.facts.title, b.facts.title);
  EXPECT_EQ(a.facts.dedup_key, b.facts.dedup_key);
  EXPECT_EQ(a.facts.labels, b.facts.labels);
  EXPECT_EQ(store::silences_after(db(), 0, 9).at(0).matchers,
            store::silences_after(other.db(), 0, 9).at(0).matchers);
}

TEST_P(ImportTest, PricePointsHoldUntilTheNextChangeOrTheEnd) {
  const auto offer = [](const char* price, const char* when) {
    return fmt::format(
        R"({{"type":"offer","platform":"p","event":{{"name":"E"}},"offer":{{"external_id":"1","price":{{"amount":"{}","currency":"EUR"}}}},"observed_at":"{}"}})"
        "\n",
        price, when);
  };
  import(offer("10", "2026-01-01") + offer("10", "2026-01-02") + offer("12", "2026-01-03"));
  std::vector<std::string> held;
  export_records(db(), *find_record_type("price_point"), {}, [&](const OrderedJson& r) {
    held.push_back(fmt::format("{} {} {}", r["price"]["amount"].get<std::string>(),
                               r["from"].get<std::string>(), r.value("until", "-")));
  });
  EXPECT_EQ(held, (std::vector<std::string>{"10.00 2026-01-01T00:00:00Z 2026-01-03T00:00:00Z",
                                            "12.00 2026-01-03T00:00:00Z -"}));
}

}  // namespace
}  // namespace tocsin::records
