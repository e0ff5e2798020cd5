// analyze train, models: the boosted model, trained on one's own history, and its registry.

#include <charconv>

#include "analyze/boosted/train_job.h"
#include "analyze/commands.h"
#include "base/log.h"

namespace tocsin::analyze_tool {
namespace {

constexpr std::string_view kShipped = "shipped";
const char* const kLock = "analyze.train";

std::filesystem::path folder_of(cli::Run& run) {
  const std::string& named = run.config().text("analyze.models");
  if (!named.empty()) return named;
  return cli::default_database(cli::process_environment()).parent_path() / "models";
}

OrderedJson row_of(const analyze::ModelInUse& loaded, bool in_use, const OrderedJson& card) {
  OrderedJson row{{"model", loaded.name}, {"in_use", in_use}};
  for (const char* name : {"trained_at", "events"}) {
    row[name] = card.contains(name) ? card.at(name) : OrderedJson();
  }
  const auto figures = card.find("figures");
  for (const char* name : {"statistics", "model"}) {
    const OrderedJson::json_pointer loss("/loss/" + std::string(name));
    const bool known = figures != card.end() && figures->contains(loss);
    row[name == std::string_view("model") ? "loss" : name] =
        known ? figures->at(loss) : OrderedJson();
  }
  row["fault"] = loaded.reason;
  return row;
}

OrderedJson shipped_card(const analyze::ModelInUse& shipped) {
  return shipped.model ? analyze::card_json(shipped.model->card(), "") : OrderedJson::object();
}

Exit list(cli::Run& run) {
  std::vector<OrderedJson> rows;
  bool shipped_in_use = true;
  for (const store::StoredModel& m : store::models(run.db())) {
    shipped_in_use = shipped_in_use && !m.in_use;
    rows.push_back(
        row_of(analyze::load_model(m, folder_of(run)), m.in_use, OrderedJson::parse(m.card)));
  }
  const auto shipped = analyze::shipped_model();
  rows.push_back(row_of(shipped, shipped_in_use, shipped_card(shipped)));
  run.out().rows({{"model", "MODEL"},
                  {"in_use", "IN USE"},
                  {"trained_at", "TRAINED"},
                  {"events", "EVENTS", true},
                  {"loss", "LOSS", true},
                  {"statistics", "STATISTICS", true},
                  {"fault", "FAULT"}},
                 rows);
  return Exit::ok;
}

std::optional<store::StoredModel> registered(cli::Run& run, const std::string& name) {
  if (name == kShipped) return std::nullopt;
  if (name.empty()) return store::model_in_use(run.db(), "price");
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  const bool is_number = error == std::errc{} && end == name.data() + name.size();
  auto found = is_number ? store::find_model(run.db(), id) : std::nullopt;
  if (!found) fail(Exit::no_input, "no model {}", name);
  return found;
}

Exit show(cli::Run& run, const std::string& name) {
  if (const auto stored = registered(run, name)) {
    run.out().record(OrderedJson::parse(stored->card));
    return Exit::ok;
  }
  const auto shipped = analyze::shipped_model();
  if (!shipped.model) fail(Exit::unavailable, "the model that ships: {}", shipped.reason);
  OrderedJson card = shipped_card(shipped);
  card.erase("sha256");
  run.out().record(card);
  return Exit::ok;
}

Exit roll_back(cli::Run& run, const std::string& name) {
  if (!name.empty()) fail(Exit::usage, "rollback goes to the model before; it takes no name");
  const auto last = store::model_in_use(run.db(), "price");
  if (!last) {
    run.out().line("The model that ships is in use: there is none before it.");
    return Exit::no;
  }
  const std::string former = last->former ? std::to_string(*last->former) : std::string(kShipped);
  if (!run.dry_run()) {
    auto trail = run.trail();
    run.db().transaction([&] {
      trail.clear();
      (void)store::roll_back_model(run.db(), "price");
      trail.note("model.rollback", "model", std::to_string(last->id), {{"to", former}});
      trail.flush();
    });
  }
  run.out().record({{"model", former}, {"in_use", true}, {"instead_of", std::to_string(last->id)}});
  return Exit::ok;
}

}  // namespace

std::shared_ptr<const analyze::BoostedPrices> boosted_prices(cli::Run& run) {
  const auto in_use = analyze::model_in_use(run.db(), folder_of(run));
  if (!in_use.model) {
    log::warning("-", "model {} cannot be used, the statistics forecast alone: {}", in_use.name,
                 in_use.reason);
  }
  return in_use.model;
}

Exit train(cli::Run& run, Duration since) {
  const auto lock = store::NamedLock::acquire(run.db(), kLock, run.wait());
  if (!lock) fail(Exit::temporary, "another run is training");
  auto trail = run.trail();
  const auto trained = analyze::train_prices(run.db(),
                                             {.time_zone = run.config().text("general.time_zone"),
                                              .folder = folder_of(run),
                                              .since = run.now() - since,
                                              .now = run.now(),
                                              .dry_run = run.dry_run()},
                                             trail);
  OrderedJson record{
      {"verdict", trained.verdict}, {"against", trained.against}, {"events", trained.events}};
  if (trained.promoted) record["model"] = std::to_string(*trained.promoted);
  if (!trained.figures.empty()) record["figures"] = trained.figures;
  run.out().record(record);
  return Exit::ok;
}

Exit models(cli::Run& run, const std::string& action, const std::string& name) {
  if (action == "show") return show(run, name);
  if (action == "rollback") return roll_back(run, name);
  if (!name.empty()) fail(Exit::usage, "list takes no name");
  return list(run);
}

}  // namespace tocsin::analyze_tool
