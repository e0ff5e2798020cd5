#include "analyze/boosted/train_job.h"

#include "analyze/outlook/source.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

constexpr std::size_t kMostEvents = 5000;  // the newest of more

void add_history(store::Database& db, const TrainJob& job, PriceTraining& to) {
  EventSource source(db, job.time_zone, job.now);
  auto ids = store::events_beginning(db, job.since, job.now);
  if (ids.size() > kMostEvents) {
    ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(kMostEvents));
  }
  for (const std::int64_t id : ids) {
    const auto event = source.find(id);
    if (!event || !event->starts_at || *event->starts_at > job.now) continue;
    if (event->view.facts().status == EventStatus::cancelled) continue;
    to.add(source.situation(*event, Means{}));
    source.forget_many();
  }
}

std::string file_name(const ModelFile& model, std::string_view digest) {
  std::string time = format_instant(model.card.trained_at);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("price-{}-{}.model", time, digest.substr(0, 8));
}

// The file first: a registry that names no file would be worse than a file that nobody names.
std::int64_t promote(store::Database& db, const TrainJob& job, const ModelFile& model,
                     alert::Trail& trail) {
  const std::string text = write_model(model), digest = sha256_hex(text);
  store::StoredModel row{.kind = "price",
                         .trained_at = job.now,
                         .file = file_name(model, digest),
                         .digest = digest,
                         .card = text.substr(0, text.find("\n\n"))};
  std::error_code ignored;
  std::filesystem::create_directories(job.folder, ignored);
  write_file(job.folder / row.file, text);
  fault_point("analyze.train.written");
  std::int64_t id = 0;
  db.transaction([&] {
    trail.clear();
    id = store::add_model(db, row);
    trail.note("model.train", "model", std::to_string(id),
               {{"file", row.file}, {"digest", digest}});
    trail.flush();
  });
  return id;
}

}  // namespace

Trained train_prices(store::Database& db, const TrainJob& job, alert::Trail& trail) {
  PriceTraining training;
  add_history(db, job, training);
  const ModelInUse in_use = model_in_use(db, job.folder);
  Trained out{.verdict = {}, .against = in_use.name, .events = training.events()};
  if (training.events() < kFewestToTrain) {
    out.verdict = fmt::format(
        "too little history: {} events are over whose prices were read, {} are needed; nothing "
        "changed",
        training.events(), kFewestToTrain);
    return out;
  }
  const TrainingTerms terms{.now = job.now,
                            .seed = job.seed,
                            .trained_on = "prices read here, of events that are over",
                            .beware =
                                "events unlike those of this history: other categories, "
                                "other platforms, sales of another length",
                            .since = job.since,
                            .until = job.now};
  const Trial trial = training.trial(terms, in_use.model.get());
  out.figures = trial.figures;
  if (trial.events == 0) {
    out.verdict = "no event was over since the model in use was trained; nothing changed";
  } else if (!trial.beats_statistics) {
    out.verdict = "no better than the statistics alone; nothing changed";
  } else if (!trial.is_better()) {
    out.verdict = "not better than the model in use, beyond chance; nothing changed";
  } else if (job.dry_run) {
    out.verdict = "better than the model in use; it would be used from now on";
  } else {
    out.promoted = promote(db, job, training.model(terms, trial), trail);
    out.verdict =
        fmt::format("better than the model in use; model {} is used from now on", *out.promoted);
  }
  if (!in_use.model)
    out.verdict += fmt::format(" (compared with the statistics: {})", in_use.reason);
  return out;
}

}  // namespace tocsin::analyze
