#include "shared/preferences.h"

#include "cli/record_options.h"
#include "model/preference.h"
#include "records/preferences.h"

namespace tocsin {
namespace {

OrderedJson row_of(const records::PreferenceInForce& held) {
  OrderedJson row{{"key", held.name}, {"value", held.value}, {"from", held.from}};
  if (const auto* key = find_preference(held.name)) row["meaning"] = key->meaning;
  return row;
}

Exit list(cli::Run& run, const store::Owner& owner) {
  std::vector<OrderedJson> rows;
  for (const auto& held : records::preferences_in_force(run.db(), owner)) {
    rows.push_back(row_of(held));
  }
  run.out().rows(
      {{"key", "PREFERENCE"}, {"value", "VALUE"}, {"from", "FROM"}, {"meaning", "MEANING"}}, rows);
  return Exit::ok;
}

Exit get(cli::Run& run, const store::Owner& owner, const std::string& key) {
  for (const auto& held : records::preferences_in_force(run.db(), owner)) {
    if (held.name != key) continue;
    OrderedJson record = row_of(held);
    if (const auto* known = find_preference(key)) record["shape"] = known->shape;
    run.out().record(record);
    return Exit::ok;
  }
  fail(Exit::bad_input, "{}", check_preference(key, Json(), Speaker::admin).front().reason);
}

Exit set(cli::Run& run, const store::Owner& owner, const std::string& whose,
         const PreferenceRequest& request) {
  if (request.value.empty()) fail(Exit::usage, "a preference needs a value, as JSON or text");
  static const Field kValue = *find_field(find_record_type("preference")->fields, "value");
  auto trail = run.trail();
  const auto change = records::set_preference(
      run.db(), trail, owner, request.key,
      cli::field_from_text(kValue, std::span(&request.value, 1)), run.dry_run());
  run.out().line(fmt::format("preference {} of {} {}", request.key, whose,
                             run.dry_run() ? "would be set" : word(change)));
  return Exit::ok;
}

Exit unset(cli::Run& run, const store::Owner& owner, const std::string& whose,
           const std::string& key) {
  auto trail = run.trail();
  const bool removed = records::unset_preference(run.db(), trail, owner, key, run.dry_run());
  run.out().line(fmt::format("preference {} of {} {}", key, whose,
                             !removed        ? "was not set"
                             : run.dry_run() ? "would be taken back"
                                             : "taken back"));
  return removed ? Exit::ok : Exit::no;
}

}  // namespace

void add_preference_arguments(cli::Options& options, PreferenceRequest& request) {
  options.text("action", request.action, "list, get, set or unset");
  options.text("key", request.key, "Name of the preference");
  options.text("value", request.value, "JSON, or plain text");
}

Exit preferences(cli::Run& run, const store::Owner& owner, const std::string& whose,
                 const PreferenceRequest& request) {
  if (request.action == "list") return list(run, owner);
  if (request.key.empty()) fail(Exit::usage, "{} needs the name of a preference", request.action);
  if (request.action == "get") return get(run, owner, request.key);
  if (request.action == "set") return set(run, owner, whose, request);
  if (request.action == "unset") return unset(run, owner, whose, request.key);
  fail(Exit::usage, "'{}' is none of list, get, set, unset", request.action);
}

}  // namespace tocsin
