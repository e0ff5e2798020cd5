#include "scrape/extract/html_attributes.h"

namespace tocsin::scrape {

bool next_attribute(std::string_view html, std::size_t& at, Attribute& out) {
  while (at < html.size() && (is(kSpace, html[at]) || html[at] == '/')) ++at;
  if (at >= html.size()) return false;
  if (html[at] == '>') {
    ++at;
    return false;
  }
  const std::size_t name = at++;  // a '=' here belongs to the name (13.2.5.32)
  while (at < html.size() && !is(kEndsName, html[at]) && html[at] != '=') ++at;
  out = {html.substr(name, at - name), {}};
  std::size_t value = at;
  while (value < html.size() && is(kSpace, html[value])) ++value;
  if (value >= html.size() || html[value] != '=') return true;
  ++value;
  while (value < html.size() && is(kSpace, html[value])) ++value;
  at = value;
  if (value >= html.size()) return false;
  if (const char quote = html[value]; quote == '"' || quote == '\'') {
    at = html.find(quote, value + 1);
    if (at == html.npos) {
      at = html.size();
      return false;
    }
    out.value = html.substr(value + 1, at - value - 1);
    ++at;
    return true;
  }
  while (at < html.size() && !is(kSpace, html[at]) && html[at] != '>') ++at;
  out.value = html.substr(value, at - value);
  return true;
}

}  // namespace tocsin::scrape
