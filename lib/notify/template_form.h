// What a channel's template consists of, and the rules for what it says. Pure.
//
// A file has parts, each begun by a line of its own, "--- NAME"; what stands before the first is
// for people who edit it.
//
// Content rules: the channel's parts, none empty, none longer than it may be; one line where the
// form says so; no unescaped value but the layout's content; no more than one link (one clear
// action; a chat message's link is the carrier's, and those in {{#acts}} are not counted); balanced
// markup; in HTML no script, form or remote image (nothing is fetched by reading); no place for a
// secret; at most 64 KiB of UTF-8.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/message.h"

namespace tocsin::notify {

// How a part is written, and so how its values are escaped: not at all, for HTML, or as spans
// (rich_text.h).
enum class Markup { plain, html, rich };

struct PartForm {
  std::string_view name;
  Markup markup = Markup::plain;
  std::size_t longest = 0;  // bytes of the template's text
  bool one_line = false;
};

struct TemplateForm {
  Channel channel;
  std::span<const PartForm> parts;
  bool in_layout = false;  // layout/CHANNEL goes around every message
};

// Null for a channel that needs no templates (webhook, exec).
const TemplateForm* template_form(Channel channel);

inline constexpr std::size_t kLargestTemplate = 64U << 10;

using TemplateParts = std::map<std::string, std::string, std::less<>>;
// The parts of a file by name; why they break a rule goes to `why`.
std::optional<TemplateParts> read_template(std::string_view file, const TemplateForm& form,
                                           bool is_layout, std::string& why);

}  // namespace tocsin::notify
