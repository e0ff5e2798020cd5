// The log: lines on stderr for operators, never the product.
//
// Grammar: "LEVEL ID text", the ID being the public ID of what the line is about, "-" if nothing.
// With JSON each line is an object {at, level, id, text}. Secrets are masked by whoever formats
// them (base/text.h). Levels and form are set once by cli. Thread-safe.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tocsin::log {

enum class Level { debug, info, warning, error };
enum class Form { text, json };

void configure(Level threshold, Form form);
bool enabled(Level level);
void write(Level level, std::string_view id, std::string_view text);

template <typename... Args>
void debug(std::string_view id, fmt::format_string<Args...> f, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, id, fmt::format(f, std::forward<Args>(args)...));
}
template <typename... Args>
void info(std::string_view id, fmt::format_string<Args...> f, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, id, fmt::format(f, std::forward<Args>(args)...));
}
template <typename... Args>
void warning(std::string_view id, fmt::format_string<Args...> f, Args&&... args) {
  if (enabled(Level::warning))
    write(Level::warning, id, fmt::format(f, std::forward<Args>(args)...));
}
template <typename... Args>
void error(std::string_view id, fmt::format_string<Args...> f, Args&&... args) {
  write(Level::error, id, fmt::format(f, std::forward<Args>(args)...));
}

}  // namespace tocsin::log
