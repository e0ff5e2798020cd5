#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace tocsin::log {
namespace {

std::atomic<Level> threshold{Level::warning};
std::atomic<Form> form{Form::text};

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("tocsin",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::trace);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *instance;
}

std::string_view name(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "error";
}

std::string one_line(std::string_view text) {
  std::string out = to_utf8(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return out;
}

}  // namespace

void configure(Level new_threshold, Form new_form) {
  threshold = new_threshold;
  form = new_form;
}

bool enabled(Level level) {
  return level >= threshold.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view id, std::string_view text) {
  if (!enabled(level)) return;
  const std::string line = one_line(text);
  if (form.load(std::memory_order_relaxed) == Form::json) {
    OrderedJson record;
    record["at"] = format_instant(SystemClock{}.now());
    record["level"] = name(level);
    if (!id.empty()) record["id"] = id;
    record["text"] = line;
    logger().info("{}", record.dump());
  } else {
    logger().info("{} {} {}", name(level), id.empty() ? "-" : id, line);
  }
}

}  // namespace tocsin::log
