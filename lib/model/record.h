// Records: what a line of JSON (format 1) may hold, and the one reader of them.
//
// There is one table a type, with each field's name, kind and bounds. The reader, the nouns that
// build records from options, export and the documents' tests all stand on these tables.
// Thread-safe: tables are constants.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/money.h"
#include "model/words.h"

namespace tocsin {

inline constexpr std::size_t kMaxText = 64U << 10;  // bytes of one text
inline constexpr std::size_t kMaxList = 10'000;     // entries of one list

enum class FieldKind {
  text,        // no NUL; required text is not blank
  word,        // one of `words`
  integer,     // within `least` and `most`
  number,      // within `least` and `most`
  flag,        // true or false
  money,       // {"amount": "119.50", "currency": "GBP"}, not negative
  time,        // RFC 3339 or a date
  zone,        // an IANA time zone
  email,       // something@something
  texts,       // list of text
  some_texts,  // a list of text, or one text that holds it
  words,       // list of `words`
  object,      // an object with `parts`
  labels,      // an object of texts
  weights,     // an object: numbers within `least` and `most` by `words`
  matchers,    // list of {name, op, value} or "name=value"
  open,        // an object with whatever is in it
  any          // any JSON
};

struct Field {
  std::string_view name;
  FieldKind kind = FieldKind::text;
  std::string_view help{};  // a line for people, no full stop
  bool required = false;
  bool null_means = false;  // null is a statement of its own ("offer": null), not absence
  bool exported = false;    // written by export, accepted and passed over by import
  std::span<const std::string_view> words{};
  const Field* first_part = nullptr;
  std::size_t part_count = 0;
  double least = std::numeric_limits<double>::lowest();
  double most = std::numeric_limits<double>::max();

  std::span<const Field> parts() const { return {first_part, part_count}; }
};

struct RecordType {
  std::string_view name;
  std::span<const Field> fields;
  // One of these fields, and no other of them, must be there.
  std::string_view one_of[3] = {};
  bool importable = true;
};

// In the order in which they can be imported: what is referred to comes first.
std::span<const RecordType* const> record_types();
const RecordType* find_record_type(std::string_view name);
const Field* find_field(std::span<const Field> fields, std::string_view name);

struct Problem {
  std::string field;   // "event.venue.latitude"; "record" for the record as a whole
  std::string reason;  // "must be a number"
  friend bool operator==(const Problem&, const Problem&) = default;
};
std::string describe(std::span<const Problem> problems);  // "field: reason; field: reason"

// Everything that is wrong with the record; nothing if it can be stored. Lenient passes unknown
// fields over.
std::vector<Problem> check_record(const RecordType& type, const Json& record, bool lenient = false);

// The type a record names; null with a problem if it names none that is known.
const RecordType* type_of_record(const Json& record, std::vector<Problem>& problems);

// Typed reading of a record, or of an object in it, that has passed check_record.
class RecordView {
 public:
  explicit RecordView(const Json& object) : object_(object) {}

  const Json& json() const { return object_; }
  const Json* find(std::string_view name) const;  // null: absent or null
  bool has(std::string_view name) const { return find(name) != nullptr; }
  std::string text(std::string_view name) const;  // empty if absent
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;
  std::optional<bool> flag(std::string_view name) const;
  std::optional<Instant> time(std::string_view name) const;
  std::optional<Money> money(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::optional<RecordView> object(std::string_view name) const;
  template <typename E>
  std::optional<E> as(std::string_view name) const {
    const Json* value = find(name);
    return value == nullptr ? std::nullopt : from_word<E>(value->get_ref<const Json::string_t&>());
  }

 private:
  const Json& object_;
};

}  // namespace tocsin
