// What is stored of a mail, whoever carries it; what each try makes of it.
#pragma once

#include <string>
#include <string_view>

#include "net/mail.h"
#include "notify/channel.h"
#include "notify/settings.h"
#include "notify/templates.h"

namespace tocsin::notify {

// JSON: {"subject", "text", "html", "thread", "name"} and, where there is one, "unsubscribe" (a
// URL), "chart" ({"id", "png" in base64}). "thread" gathers what is about one subject, such as a
// ticket; it is empty for a mail about several.
std::string compose_mail_content(const Writing& writing, const Settings& settings,
                                 Templates& templates);

// The Message-ID follows from the key, so that a repeated mail is recognised as the same one.
// Throws Exit::bad_input for what cannot be sent, Json::exception for what is no such content.
net::Mail mail_of(std::string_view content, std::string_view key, const net::Mailbox& from,
                  std::string_view to);

}  // namespace tocsin::notify
