// What requests carry: fields of a form or a query. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::inbound {

// Decoded; of a name that is there twice, the last holds.
using Form = std::map<std::string, std::string, std::less<>>;

inline constexpr std::size_t kMostFields = 200;

// application/x-www-form-urlencoded (WHATWG URL, section 5.1), a query too. Nothing for an escape
// that is none, text that is not UTF-8, or too many fields.
std::optional<Form> parse_form(std::string_view text);
// multipart/form-data (RFC 7578) without files: the fields whose parts have a name. Nothing where
// the boundary is missing or the last part does not end.
std::optional<Form> parse_multipart(std::string_view content_type, std::string_view body);

std::string field(const Form& form, std::string_view name);  // empty if absent

}  // namespace tocsin::inbound
