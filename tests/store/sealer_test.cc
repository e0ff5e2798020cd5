#include "store/sealer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "store/contacts.h"
#include "store/dead_letters.h"
#include "store/destinations.h"
#include "store/links.h"
#include "store/messages.h"
#include "store/people.h"
#include "store/reseal.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

constexpr std::string_view kFirst =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr std::string_view kSecond =
    "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f";
constexpr std::string_view kThird =
    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

Exit status_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return e.status();
  }
  return Exit::ok;
}

class SealerTest : public test::DatabaseTest {
 protected:
  // The same database as a program with these keys (current first, commas between) sees it.
  std::unique_ptr<Database> with(const std::string& keys) {
    return std::make_unique<Database>(DatabaseUrl::parse(scratch().url()), OpenOptions{},
                                      [keys] { return KeyRing::from_text(keys); });
  }
  static std::string keys(std::string_view a, std::string_view b = "") {
    return fmt::format("{},{}", a, b);
  }
  std::string stored(std::string_view sql) {
    Rows row = db().query_text(sql, {});
    return row.next() ? row.string(0) : "(no row)";
  }
  static Person ann() {
    Person p;
    p.source = "t";
    p.external_id = "ann";
    p.name = "Ann";
    p.email = "Ann.Lee@example.org";
    p.phone = "+447700900123";
    return p;
  }
  static void fill(Database& where, Instant now) {
    where.transaction([&] {
      const auto person = save_person(where, ann(), now);
      Organization o;
      o.source = "t";
      o.external_id = "acme";
      o.name = "Acme";
      o.slack_webhook = "https://hooks.example.org/T0/B0/zzz";
      const auto organization = save_organization(where, o, now);
      Destination d;
      d.organization_id = organization.id;
      d.channel = "webhook";
      d.address = "https://acme.example/hook";
      d.options = R"({"secret":"whsec_hidden"})";
      save_destination(where, d, now);
      Destination max;
      max.contact_id = save_contact(where, person.id, "Max", now).id;
      max.channel = "sms";
      max.address = "+447700900123";
      save_destination(where, max, now);
      Message m;
      m.public_id = "m-1";
      m.identity = "i-1";
      m.person_id = person.id;
      m.address = "Ann.Lee@example.org";
      m.kind = m.subject_key = "test";
      m.content = R"({"text":"Your code is 4711"})";
      m.created_at = m.due_at = now;
      const auto id = add_message(where, m);
      add_link(where, *id, LinkPurpose::action, "https://sign.example/for/ann");
      add_link(where, *id, LinkPurpose::opened, "");
    });
  }
  static void expect_all_there(Database& where) {
    const auto person = find_person(where, "t", "ann");
    ASSERT_TRUE(person);
    EXPECT_EQ(person->email, "Ann.Lee@example.org");
    EXPECT_EQ(person->phone, "+447700900123");
    EXPECT_TRUE(find_person_named(where, "ann.lee@EXAMPLE.org"));
    EXPECT_TRUE(find_destination(where, {person->id, std::nullopt}, "sms", "+447700900123"));
    const auto contacts = contacts_of_person(where, person->id);
    ASSERT_EQ(contacts.size(), 1U);
    EXPECT_TRUE(find_destination(where, Owner{{}, {}, {}, contacts[0].id}, "sms", "+447700900123"));
    const auto organization = find_organization(where, "t", "acme");
    ASSERT_TRUE(organization);
    EXPECT_EQ(organization->slack_webhook, "https://hooks.example.org/T0/B0/zzz");
    const auto hook = find_destination(where, {std::nullopt, organization->id}, "webhook",
                                       "https://acme.example/hook");
    ASSERT_TRUE(hook);
    EXPECT_EQ(hook->options, R"({"secret":"whsec_hidden"})");
    const auto message = find_message(where, "m-1");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->address, "Ann.Lee@example.org");
    EXPECT_EQ(message->content, R"({"text":"Your code is 4711"})");
    EXPECT_EQ(link_target(where, message->id), "https://sign.example/for/ann");
  }
  // Every text of every sealed column, one under the other.
  std::string at_rest() {
    std::string out;
    for (const auto* sql :
         {"SELECT email, phone, email_index FROM person", "SELECT slack_webhook FROM organization",
          "SELECT address, address_index, options FROM destination",
          "SELECT address, address_masked FROM message", "SELECT content FROM message_content",
          "SELECT url FROM message_link"}) {
      for (Rows row = db().query_text(sql, {}); row.next();) {
        for (int i = 0; i < row.columns(); ++i) out += row.string(i) + "\n";
      }
    }
    return out;
  }
  static bool shows_addresses(const std::string& text) {
    return std::any_of(kShown.begin(), kShown.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
  }
  // Each longer than what chance would spell in sealed text, or with a sign that it never has.
  static constexpr std::array<std::string_view, 7> kShown{
      "Ann.Lee", "0900123", "T0/B0", "acme.example", "code is 4711", "whsec_", "sign.example"};
};
TOCSIN_ON_BOTH_DATABASES(SealerTest);

TEST_P(SealerTest, WhatIsStoredShowsNothingAndComesBack) {
  const auto sealed = with(keys(kFirst));
  fill(*sealed, at("2026-01-01"));
  expect_all_there(*sealed);
  EXPECT_FALSE(shows_addresses(at_rest())) << at_rest();
  EXPECT_EQ(stored("SELECT address_masked FROM message"), "A…@example.org");
  EXPECT_EQ(sealing_keys(db()), KeyRing::from_text(kFirst).ids());
  // Equal texts do not look equal but in their index.
  EXPECT_NE(stored("SELECT email FROM person"),
            stored("SELECT address FROM destination WHERE channel = 'email'"));
}

TEST_P(SealerTest, WithoutAKeyItIsStoredAsItIs) {
  fill(db(), at("2026-01-01"));
  expect_all_there(db());
  EXPECT_EQ(stored("SELECT email FROM person"), "Ann.Lee@example.org");
  EXPECT_EQ(sealing_keys(db()), std::vector<std::string>{"plain"});
}

TEST_P(SealerTest, SavingAgainChangesNothing) {
  for (const std::string& ring : {std::string(), keys(kFirst)}) {
    const auto where = with(ring);
    Person person = ann();
    person.external_id += ring;
    where->transaction([&] {
      EXPECT_EQ(save_person(*where, person, at("2026-01-01")).change, Change::created) << ring;
      EXPECT_EQ(save_person(*where, person, at("2026-01-02")).change, Change::unchanged) << ring;
    });
    person.phone = "+447700900999";
    where->transaction([&] {
      EXPECT_EQ(save_person(*where, person, at("2026-01-03")).change, Change::updated) << ring;
      const auto id = find_person(*where, "t", person.external_id).value().id;
      EXPECT_EQ(destinations_of_person(*where, id).size(), 2U) << ring;
    });
  }
}

TEST_P(SealerTest, AMissingOrWrongKeyStopsBeforeAnythingIsReadOrWritten) {
  fill(*with(keys(kFirst)), at("2026-01-01"));
  for (const std::string& ring : {std::string(), keys(kSecond)}) {
    const auto other = with(ring);
    EXPECT_EQ(status_of([&] { find_person(*other, "t", "ann"); }), Exit::config);
    EXPECT_EQ(status_of([&] { find_message(*other, "m-1"); }), Exit::config);
    Person bob = ann();
    bob.external_id = "bob";
    EXPECT_EQ(
        status_of([&] { other->transaction([&] { save_person(*other, bob, at("2026-01-01")); }); }),
        Exit::config);
  }
  EXPECT_EQ(stored("SELECT count(*) FROM person"), "1");
}

TEST_P(SealerTest, ASealedTextOpensOnlyWhereItWasPut) {
  const auto where = with(keys(kFirst));
  fill(*where, at("2026-01-01"));
  Person eve = ann();
  eve.external_id = "eve";
  eve.email = "eve@example.org";
  where->transaction([&] { save_person(*where, eve, at("2026-01-01")); });
  db().script(
      "UPDATE destination SET address = (SELECT d.address FROM destination d JOIN person p ON "
      "p.id = d.person_id WHERE p.external_id = 'eve' AND d.channel = 'email') WHERE channel = "
      "'email' AND person_id = (SELECT id FROM person WHERE external_id = 'ann')");
  const auto person = find_person(*where, "t", "ann").value();
  EXPECT_EQ(status_of([&] { destinations_of_person(*where, person.id); }), Exit::bad_input);
  db().script("UPDATE person SET email = substr(email, 1, 40) WHERE external_id = 'eve'");
  EXPECT_EQ(status_of([&] { find_person(*where, "t", "eve"); }), Exit::bad_input);
  db().script("UPDATE person SET email = '~1:0000' WHERE external_id = 'eve'");
  EXPECT_EQ(status_of([&] { find_person(*where, "t", "eve"); }), Exit::config);
}

TEST_P(SealerTest, TextsOfAnyLengthAndShapeComeBack) {
  const auto where = with(keys(kFirst));
  for (const auto ring : {"", "key"}) {
    Sealer& sealer = (*ring == '\0' ? db() : *where).sealer();
    for (std::size_t length = 1; length < 70; ++length) {
      const std::string text(length, static_cast<char>('a' + length % 26));
      const Place place{"t.c", "r"};
      EXPECT_EQ(sealer.open(place, sealer.seal(place, text)), text);
    }
    for (const std::string_view text : {"~0:x", "~1:x", "~1:", "~", "~1:00000000:AAAA", "é €"}) {
      const Place place{"t.c", "r"};
      EXPECT_EQ(sealer.open(place, sealer.seal(place, text)), text);
    }
    if (*ring == '\0') db().script("DELETE FROM sealing_key");
  }
}

TEST_P(SealerTest, RotatingSealsWhatWasPlainAndWhatWasOld) {
  const auto nothing = [](const Resealed&) {};
  fill(db(), at("2026-01-01"));
  // A key is there now: what is plain is still read and found, what is new is sealed.
  const auto first = with(keys(kFirst));
  expect_all_there(*first);
  Person bob = ann();
  bob.external_id = "bob";
  bob.email = "bob@example.org";
  bob.phone.clear();
  first->transaction([&] { save_person(*first, bob, at("2026-01-02")); });
  EXPECT_EQ(sealing_keys(db()).size(), 2U);
  EXPECT_TRUE(shows_addresses(at_rest()));
  const auto done = reseal(*first, nothing);
  EXPECT_GT(done.sealed, 4);
  EXPECT_FALSE(shows_addresses(at_rest())) << at_rest();
  EXPECT_EQ(sealing_keys(db()), KeyRing::from_text(kFirst).ids());
  expect_all_there(*first);
  EXPECT_EQ(reseal(*first, nothing).sealed, 0);

  // The next key: both serve until everything is moved, then the new one alone does.
  const auto second = with(keys(kSecond, kFirst));
  expect_all_there(*second);
  EXPECT_EQ(reseal(*second, nothing).sealed, done.sealed + 1 + 1);
  expect_all_there(*with(keys(kSecond)));
  EXPECT_EQ(status_of([&] { find_person(*with(keys(kFirst)), "t", "ann"); }), Exit::config);
  EXPECT_EQ(status_of([&] { reseal(*with(keys(kThird)), nothing); }), Exit::config);
  EXPECT_EQ(status_of([&] { reseal(*with(""), nothing); }), Exit::config);
}

TEST_P(SealerTest, AKeyThatWasRolledBackIsEnteredAgain) {
  const auto where = with(keys(kFirst));
  EXPECT_THROW(where->transaction([&] {
    save_person(*where, ann(), at("2026-01-01"));
    fail(Exit::io, "no");
  }),
               Error);
  EXPECT_TRUE(sealing_keys(db()).empty());
  where->transaction([&] { save_person(*where, ann(), at("2026-01-01")); });
  EXPECT_EQ(sealing_keys(db()), KeyRing::from_text(kFirst).ids());
}

TEST_P(SealerTest, AReplayGoesToThePresentAddress) {
  const auto where = with(keys(kFirst));
  fill(*where, at("2026-01-01"));
  const auto person = find_person(*where, "t", "ann").value();
  const auto mail =
      find_destination(*where, {person.id, std::nullopt}, "email", person.email).value();
  where->execute(
      *[] {
        static const Query kDead(
            "test.make_dead",
            "UPDATE message SET state = 'sending', claim_until = 1, claimed_by = "
            "'x', destination_id = $1");
        return &kDead;
      }(),
      mail.id);
  db().script(
      "UPDATE message SET state = 'failed', claim_until = NULL, claimed_by = NULL, settled_at = 1, "
      "error = 'x'");
  Person moved = person;
  moved.email = "ann@new.example";
  where->transaction([&] {
    save_person(*where, moved, at("2026-01-02"));
    const auto m = find_message(*where, "m-1").value();
    EXPECT_TRUE(replay(*where, m.id, at("2026-01-02"), at("2026-01-03")));
    EXPECT_FALSE(replay(*where, m.id, at("2026-01-02"), at("2026-01-03")));
  });
  EXPECT_EQ(find_message(*where, "m-1").value().address, "ann@new.example");
  EXPECT_EQ(stored("SELECT address FROM notification_log"), "a…@new.example");
}

}  // namespace
}  // namespace tocsin::store
