#include "notify/channels/mail_content.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/escape.h"
#include "notify/channels/price_chart.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kIdDigits = 24;

// The one thing that reading a mail may fetch, and only where the reader wants to be counted.
std::string with_pixel(std::string html, const std::string& url) {
  if (url.empty()) return html;
  const std::string pixel = fmt::format(
      R"(<img src="{}" width="1" height="1" alt="" style="display:block">)", escape_markup(url));
  const auto end = html.rfind("</body>");
  return html.insert(end == std::string::npos ? html.size() : end, pixel);
}

}  // namespace

std::string compose_mail_content(const Writing& writing, const Settings& settings,
                                 Templates& templates) {
  Json view = view_of(writing, settings.public_url);
  const auto chart = writing.merged.empty() ? price_chart(writing.notice->metadata) : std::nullopt;
  view.erase("chart");
  std::string chart_id;
  if (chart) {
    chart_id = sha256_hex(chart->png).substr(0, kIdDigits) + "@chart.tocsin";
    view["chart"] = {{"cid", chart_id}, {"alt", chart->words}};
  }
  const Parts mail = templates.render(template_choice(writing, Channel::email, settings), view);
  Json content{{"subject", mail.text("subject")},
               {"text", mail.text("text")},
               {"html", with_pixel(mail.text("html"), writing.links.opened)},
               {"thread", writing.merged.empty()
                              ? sha256_hex(writing.notice->subject_key()).substr(0, kIdDigits)
                              : ""},
               {"name", writing.recipient_name}};
  if (!writing.links.unsubscribe.empty()) content["unsubscribe"] = writing.links.unsubscribe;
  // A template may do without it.
  if (chart && mail.text("html").find("cid:" + chart_id) != std::string::npos) {
    content["chart"] = {{"id", chart_id}, {"png", to_base64(chart->png)}};
  }
  return content.dump(-1, ' ', false, Json::error_handler_t::replace);
}

net::Mail mail_of(std::string_view content, std::string_view key, const net::Mailbox& from,
                  std::string_view to) {
  const Json stored = Json::parse(content);
  const std::string domain = from.address.substr(from.address.rfind('@') + 1);
  net::Mail mail;
  mail.from = from;
  mail.to = {{stored.value("name", ""), std::string(to)}};
  mail.subject = stored.value("subject", "");
  mail.text = stored.value("text", "");
  mail.html = stored.value("html", "");
  mail.message_id = fmt::format("{}@{}", key, domain);
  if (const std::string thread = stored.value("thread", ""); !thread.empty()) {
    // A root that no mail has: clients gather all that refer to it.
    mail.in_reply_to = fmt::format("thread-{}@{}", thread, domain);
    mail.references = {mail.in_reply_to};
  }
  mail.unsubscribe_url = stored.value("unsubscribe", "");
  // RFC 3834: no machine answers it.
  mail.headers = {{"Auto-Submitted", "auto-generated"}};
  if (const auto chart = stored.find("chart"); chart != stored.end()) {
    auto png = from_base64(chart->value("png", ""));
    if (png) {
      mail.inline_parts.push_back(
          {"image/png", chart->value("id", ""), "price.png", std::move(*png)});
    }
  }
  return mail;
}

}  // namespace tocsin::notify
