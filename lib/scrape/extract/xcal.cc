#include "scrape/extract/xcal.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "scrape/extract/xml_tree.h"

namespace tocsin::scrape {
namespace {

// A name as iCalendar writes it: capitals, digits, dashes.
std::string name_of(const xmlNode* element) {
  std::string out;
  for (const char c : local_name(element)) {
    if (c >= 'a' && c <= 'z') {
      out += static_cast<char>(c - 'a' + 'A');
    } else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-') {
      out += c;
    }
  }
  return out;
}

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

// TEXT (RFC 5545, 3.3.11).
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c != '\r') {
      if (c == '\\' || c == ',' || c == ';') out += '\\';
      out += c;
    }
  }
  return out;
}

class Writer {
 public:
  std::string take() { return std::move(out_); }

  // Recursion is bounded by the depth of the tree.
  void component(const xmlNode* element) {
    const std::string name = name_of(element);
    out_ += "BEGIN:" + name + "\r\n";
    if (const xmlNode* properties = xml_child(element, "properties")) {
      each_child(properties, [&](const xmlNode* p) { property(p); });
    }
    if (const xmlNode* inner = xml_child(element, "components")) {
      each_child(inner, [&](const xmlNode* c) { component(c); });
    }
    out_ += "END:" + name + "\r\n";
  }

 private:
  void property(const xmlNode* element) {
    const std::string name = name_of(element);
    if (name.empty()) return;
    std::string parameters;
    if (const xmlNode* given = xml_child(element, "parameters")) {
      each_child(given, [&](const xmlNode* p) { parameters += parameter(p); });
    }
    if (xml_child(element, "date") != nullptr) parameters += ";VALUE=DATE";
    std::vector<std::string> values;
    each_child(element, [&](const xmlNode* v) {
      if (local_name(v) != "parameters") values.push_back(value(v));
    });
    if (values.empty()) return;
    const bool parts = name == "RRULE" || name == "GEO";
    out_ += name + parameters + ":" + join(values, parts ? ";" : ",") + "\r\n";
  }

  static std::string parameter(const xmlNode* element) {
    std::string value = one_line(std::string(trim(xml_text(element))));
    std::erase(value, '"');
    const bool quoted = value.find_first_of(":;,") != std::string::npos;
    return ";" + name_of(element) + "=" + (quoted ? "\"" + value + "\"" : value);
  }

  // RRULE and GEO have their parts where others have a type.
  static std::string value(const xmlNode* element) {
    constexpr auto kRule = std::to_array<std::string_view>(
        {"freq", "until", "count", "interval", "bysecond", "byminute", "byhour", "byday",
         "bymonthday", "byyearday", "byweekno", "bymonth", "bysetpos", "wkst"});
    const std::string_view type = local_name(element);
    const std::string text(trim(xml_text(element)));
    if (std::find(kRule.begin(), kRule.end(), type) != kRule.end()) {
      return name_of(element) + "=" + (type == "until" ? without_marks(text) : one_line(text));
    }
    if (type == "date" || type == "date-time" || type == "time") return without_marks(text);
    return type == "text" ? escaped(text) : one_line(text);
  }

  // "2026-08-11T18:00:00Z" → "20260811T180000Z"
  static std::string without_marks(std::string text) {
    std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == '\n' || c == '\r'; });
    return text;
  }

  std::string out_;
};

}  // namespace

std::string icalendar_of_xcal(std::string_view xml, Problems& problems) {
  const XmlTree tree = parse_xml(xml, problems);
  if (!tree) return "";
  Writer writer;
  each_child(xmlDocGetRootElement(tree.get()), [&](const xmlNode* c) { writer.component(c); });
  return writer.take();
}

}  // namespace tocsin::scrape
