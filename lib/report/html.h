// A report as one HTML page that needs nothing from elsewhere: styles, charts and data are in it.
//
// Text from outside is escaped wherever it stands; the page's content security policy lets only
// the page's own two scripts run, by their digests, and lets nothing be fetched.
#pragma once

#include <string>
#include <string_view>

#include "report/run.h"

namespace tocsin::report {

std::string html_page(const Result& result, const Zone& zone);

// JSON that may stand inside <script>: no "<", "&" or line separators are left in it.
std::string script_json(const OrderedJson& value);

}  // namespace tocsin::report
