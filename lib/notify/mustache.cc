#include "notify/mustache.h"

#include "base/error.h"
#include "notify/rich_text.h"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <kainjow/mustache.hpp>
#pragma GCC diagnostic pop

namespace tocsin::notify {
namespace {

namespace km = kainjow::mustache;

km::data value_of(const Json& json) {
  switch (json.type()) {
    case Json::value_t::object: {
      km::data out(km::data::type::object);
      for (const auto& [name, value] : json.items()) out.set(name, value_of(value));
      return out;
    }
    case Json::value_t::array: {
      km::data out(km::data::type::list);
      for (const Json& value : json) out.push_back(value_of(value));
      return out;
    }
    case Json::value_t::string: {
      const auto& text = json.get_ref<const std::string&>();
      return text.empty() ? km::data(false) : km::data(text);
    }
    case Json::value_t::boolean:
      return km::data(json.get<bool>());
    case Json::value_t::number_float:
      return km::data(fmt::format("{:g}", json.get<double>()));
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return km::data(json.dump());
    default:
      return km::data(false);
  }
}

std::string marked(const std::string& raw) {
  std::string out(1, kValueBegins);
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 32 || byte == 127 ? ' ' : c;
  }
  out += kValueEnds;
  return out;
}

}  // namespace

struct Mustache::Held {
  explicit Held(const std::string& text) : mustache(text) {}
  km::mustache mustache;
};

Mustache::Mustache(std::string_view text, Escape escape)
    : held_(std::make_unique<Held>(std::string(text))) {
  if (!held_->mustache.is_valid()) {
    fail(Exit::config, "{}", held_->mustache.error_message());
  }
  if (escape == Escape::none) {
    held_->mustache.set_custom_escape([](const std::string& raw) { return raw; });
  } else if (escape == Escape::marked) {
    held_->mustache.set_custom_escape(marked);
  }
}

Mustache::~Mustache() = default;
Mustache::Mustache(Mustache&&) noexcept = default;

std::string Mustache::render(const Json& values) const {
  return held_->mustache.render(value_of(values));
}

}  // namespace tocsin::notify
