#include "model/button.h"

#include "base/id.h"

namespace tocsin {
namespace {

constexpr std::size_t kLongest = 64;

}  // namespace

std::string button_data(AlertAct act, std::string_view alert) {
  return std::string(word(act)) + ":" + std::string(alert);
}

std::optional<Button> button_from(std::string_view data) {
  const auto colon = data.find(':');
  if (data.size() > kLongest || colon == data.npos) return std::nullopt;
  const auto act = from_word<AlertAct>(data.substr(0, colon));
  const auto alert = canonical_id(data.substr(colon + 1));
  if (!act || *act == AlertAct::assign || *act == AlertAct::ignore) return std::nullopt;
  if (!alert || alert->front() != static_cast<char>(IdKind::alert)) return std::nullopt;
  return Button{*act, *alert};
}

}  // namespace tocsin
