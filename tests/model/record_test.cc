#include "model/record.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string faults(const std::string& type, const std::string& text, bool lenient = false) {
  std::string why;
  const auto record = parse_json(text, why);
  if (!record) return why;
  const RecordType* table = find_record_type(type);
  return table == nullptr ? "no table" : describe(check_record(*table, *record, lenient));
}

// The smallest record of each type that can be stored.
const std::map<std::string, std::string> kSmallest{
    {"organization", R"({"external_id":"o","name":"O"})"},
    {"user", R"({"external_id":"u","name":"U"})"},
    {"team", R"({"external_id":"t","name":"T"})"},
    {"destination", R"({"user":"u","channel":"email","address":"u@example.org"})"},
    {"emergency_contact", R"({"user":"u","name":"C","channel":"sms","address":"+441632960001"})"},
    {"preference", R"({"organization":"o","key":"k","value":[1]})"},
    {"watch", R"({"external_id":"w","user":"u"})"},
    {"offer", R"({"platform":"p","event":{"name":"E"}})"},
    {"price_point",
     R"({"platform":"p","event":{"name":"E"},"offer":{},"availability":"limited","from":"2026-01-01"})"},
    {"ticket", R"({"external_id":"t","subject":"S"})"},
    {"ticket_activity", R"({"ticket":"t","kind":"comment","at":"2026-01-01T00:00:00Z"})"},
    {"alert", R"({"kind":"k","title":"T"})"},
    {"activity", R"({"user":"u","kind":"login","at":"2026-01-01T00:00:00Z"})"},
    {"silence", R"({"matchers":["kind=k"],"until":"2026-01-01","reason":"r"})"},
};

TEST(Records, TheSmallestOfEachTypeIsGood) {
  for (const RecordType* type : record_types()) {
    const auto smallest = kSmallest.find(std::string(type->name));
    ASSERT_NE(smallest, kSmallest.end()) << type->name;
    EXPECT_EQ(faults(smallest->first, smallest->second), "") << type->name;
  }
  EXPECT_EQ(kSmallest.size(), record_types().size());
}

TEST(Records, EachRequiredFieldIsMissedByName) {
  for (const RecordType* type : record_types()) {
    for (const Field& field : type->fields) {
      if (!field.required) continue;
      Json record = Json::parse(kSmallest.at(std::string(type->name)));
      record[std::string(field.name)] = nullptr;
      EXPECT_EQ(describe(check_record(*type, record)), std::string(field.name) + ": is missing");
    }
  }
}

// A value that fits no kind of field but `any`.
Json misfit(const Field& field) {
  switch (field.kind) {
    case FieldKind::text:
    case FieldKind::email:
    case FieldKind::zone:
    case FieldKind::time:
    case FieldKind::word:
      return 7;
    case FieldKind::any:
      return std::string("a\0b", 3);
    default:
      return "misfit\x01 text";
  }
}

void each_field_refuses(const RecordType& type, std::span<const Field> fields,
                        const std::vector<std::string>& path) {
  for (const Field& field : fields) {
    Json record = Json::parse(kSmallest.at(std::string(type.name)));
    Json* at = &record;
    std::string name;
    for (const std::string& part : path) {
      at = &(*at)[part];
      name += part + ".";
    }
    Json value = misfit(field);
    if (field.kind == FieldKind::some_texts) value = 7;
    (*at)[std::string(field.name)] = value;
    name += field.name;
    const auto problems = check_record(type, record);
    EXPECT_TRUE(std::any_of(problems.begin(), problems.end(),
                            [&](const Problem& p) { return p.field == name; }))
        << type.name << " took " << value << " as " << name;
    if (field.kind == FieldKind::object) {
      auto inside = path;
      inside.emplace_back(field.name);
      each_field_refuses(type, field.parts(), inside);
    }
  }
}

TEST(Records, EachFieldRefusesWhatItIsNot) {
  for (const RecordType* type : record_types()) each_field_refuses(*type, type->fields, {});
}

TEST(Records, ReasonsAreExact) {
  struct Case {
    std::string type, record, reason;
  };
  const Case cases[] = {
      {"user", R"({"external_id":"u","nam":"U"})",
       "nam: is not a field of this record; did you mean 'name'?; name: is missing"},
      {"user", R"({"external_id":"u","name":" "})", "name: must not be empty"},
      {"user", R"({"external_id":"u","name":"U","role":"agnet"})",
       "role: must be one of super_admin, ops_manager, agent, finance, vendor, customer, watcher, "
       "auditor, not \"agnet\"; did you mean 'agent'?"},
      {"user", R"({"external_id":"u","name":"U","email":"nobody"})",
       "email: \"nobody\" is no e-mail address"},
      {"user", R"({"external_id":"u","name":"U","time_zone":"Europe/Londno"})",
       "time_zone: \"Europe/Londno\" is no time zone (like Europe/London)"},
      {"user", R"({"external_id":"u\u0000","name":"U"})",
       "external_id: must not hold the character U+0000"},
      {"user", R"({"external_id":"u","name":"U","teams":["a",3]})",
       "teams: entry 2 must be text, not 3"},
      {"destination", R"({"channel":"email","address":"a"})",
       "user: either 'user' or 'organization' must be given"},
      {"destination", R"({"user":"u","organization":"o","channel":"email","address":"a"})",
       "user: only one of 'user' or 'organization' must be given"},
      {"offer", R"({"platform":"p","event":{"name":"E","venue":{"latitude":91}}})",
       "event.venue.latitude: must be at most 90"},
      {"offer", R"({"platform":"p","event":{"nmae":"E"}})",
       "event.nmae: is not a field of this record; did you mean 'name'?; event.name: is missing"},
      {"offer",
       R"({"platform":"p","event":{"name":"E"},"offer":{"price":{"amount":"1.005","currency":"GBP"}}})",
       "offer.price: \"1.005\" is no amount of GBP (at most 2 decimals)"},
      {"offer",
       R"({"platform":"p","event":{"name":"E"},"offer":{"price":{"amount":"1","currency":"XQZ"}}})",
       "offer.price: \"XQZ\" is no ISO 4217 currency"},
      {"offer",
       R"({"platform":"p","event":{"name":"E"},"offer":{"price":{"amount":"-1","currency":"GBP"}}})",
       "offer.price: must not be negative"},
      {"offer", R"({"platform":"p","event":{"name":"E"},"offer":{"quantity":1.5}})",
       "offer.quantity: must be a whole number"},
      {"watch", R"({"external_id":"w","user":"u","weights":{"prise":1}})",
       "weights: \"prise\" is not one of event, performer, venue, city, category, keywords, from, "
       "until, weekdays, hours, platforms, sections, rows, quantity, resale, min_price, max_price, "
       "budget, radius_km, primary"},
      {"silence", R"({"matchers":[],"until":"2026-01-01","reason":"r"})",
       "matchers: must not be empty"},
      {"silence", R"({"matchers":["kind"],"until":"2026-01-01","reason":"r"})",
       "matchers: entry 1 must be like \"name=value\""},
      {"silence",
       R"({"matchers":[{"name":"a","op":"~","value":"b"}],"until":"2026-01-01","reason":"r"})",
       "matchers: entry 1 must be one of =, !=, =~, !~, not \"~\"; did you mean '='?"},
      {"team", R"(["not","an","object"])", "record: must be a JSON object"},
  };
  for (const Case& c : cases) EXPECT_EQ(faults(c.type, c.record), c.reason) << c.record;
}

TEST(Records, LenientPassesUnknownFieldsOnly) {
  EXPECT_EQ(faults("user", R"({"external_id":"u","name":"U","extra":1})", true), "");
  EXPECT_EQ(faults("user", R"({"external_id":"u","extra":1})", true), "name: is missing");
}

TEST(Records, NullEqualsAbsent) {
  EXPECT_EQ(faults("user", R"({"external_id":"u","name":"U","tier":null,"teams":null})"), "");
  EXPECT_EQ(faults("offer", R"({"platform":"p","event":{"name":"E"},"offer":null})"), "");
}

TEST(Records, LimitsOfTextAndLists) {
  Json user = Json::parse(kSmallest.at("user"));
  user["name"] = std::string(kMaxText, 'x');
  EXPECT_EQ(describe(check_record(*find_record_type("user"), user)), "");
  user["name"] = std::string(kMaxText + 1, 'x');
  EXPECT_EQ(describe(check_record(*find_record_type("user"), user)),
            "name: is longer than 65536 bytes");
  Json team = Json::parse(kSmallest.at("team"));
  team["members"] = std::vector<std::string>(kMaxList + 1, "u");
  EXPECT_EQ(describe(check_record(*find_record_type("team"), team)),
            "members: has more than 10000 entries");
}

TEST(Records, TheTypeIsNamedOrSuggested) {
  struct Case {
    std::string record, reason;
  };
  const Case cases[] = {
      {R"({})", "type: is missing"},
      {R"({"type":3})", "type: must be text, not 3"},
      {R"({"type":"usr"})", "type: \"usr\" is no record type; did you mean 'user'?"},
      {R"({"type":"zzzzzzzz"})", "type: \"zzzzzzzz\" is no record type"},
      {R"(3)", "record: must be a JSON object"},
      {R"({"type":"user"})", ""},
  };
  for (const Case& c : cases) {
    std::vector<Problem> problems;
    const RecordType* type = type_of_record(Json::parse(c.record), problems);
    EXPECT_EQ(describe(problems), c.reason);
    EXPECT_EQ(type != nullptr, c.reason.empty());
  }
}

TEST(Records, TypedReading) {
  const Json record = Json::parse(
      R"({"n":3,"r":1.5,"f":true,"t":"2026-01-31T09:00:00Z","x":"text","l":["a","b"],"z":null,
          "m":{"amount":"119.50","currency":"GBP"},"o":{"x":"inner"}})");
  const RecordView view(record);
  EXPECT_EQ(view.integer("n"), 3);
  EXPECT_EQ(view.number("r"), 1.5);
  EXPECT_EQ(view.flag("f"), true);
  EXPECT_EQ(view.time("t"), from_ms(1'769'850'000'000));
  EXPECT_EQ(view.text("x"), "text");
  EXPECT_EQ(view.texts("l"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(view.money("m")->text(), "119.50 GBP");
  EXPECT_EQ(view.object("o")->text("x"), "inner");
  EXPECT_FALSE(view.has("z"));
  EXPECT_EQ(view.text("absent"), "");
}

}  // namespace
}  // namespace tocsin
