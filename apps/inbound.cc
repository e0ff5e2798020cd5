// tocsin-inbound: the way back in. A web server runs it once a request (CGI, RFC 3875).

#include <unistd.h>

#include <iostream>

#include "base/log.h"
#include "cli/run.h"
#include "inbound/handle.h"

namespace {

using namespace tocsin;

inbound::Variables variables() {
  inbound::Variables out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != text.npos) out[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  }
  return out;
}

// Whatever goes wrong here is the operator's to read in the log, never the caller's.
inbound::Answer answer(cli::Run& run, const inbound::Variables& given) {
  try {
    return inbound::handle(given, STDIN_FILENO, inbound::read_settings(run.config()), run.now(),
                           [&]() -> store::Database& { return run.db(); });
  } catch (const std::exception& e) {
    log::error("", "inbound: {}", e.what());
    return inbound::refuse(500);
  }
}

Exit serve(cli::Run& run) {
  const auto given = variables();
  if (!given.contains("REQUEST_METHOD")) {
    fail(Exit::usage, "a web server runs this, see tocsin-inbound(1)");
  }
  if (run.dry_run()) fail(Exit::usage, "a request is answered or it is not");
  const bool head = given.at("REQUEST_METHOD") == "HEAD";
  std::cout << inbound::as_cgi(answer(run, given), head);
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  const cli::Tool tool{
      "inbound",
      "Answer one request of a web server (CGI)",
      {{.name = "", .summary = "", .access = cli::Access::write, .action = serve}}};
  // A query without '=' reaches a CGI program as arguments (RFC 3875, section 4.4): those are the
  // caller's, not the operator's.
  const bool by_server = ::getenv("GATEWAY_INTERFACE") != nullptr;
  return cli::run(tool, by_server ? 1 : argc, argv);
}
