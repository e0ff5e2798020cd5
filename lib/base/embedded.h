// Text files that travel inside the binaries, so that a tool needs nothing installed beside it.
//
// The bodies are generated at build time (cmake/TocsinEmbed.cmake). Each span is ordered by name
// and lives as long as the program; a folder without files is an empty span. Safe from any thread.
#pragma once

#include <span>
#include <string_view>

namespace tocsin {

struct EmbeddedFile {
  std::string_view name;  // relative, with "/"
  std::string_view content;
};

// Link tocsin_schema. Names are file names: "0001-start.sql".
namespace schema {
std::span<const EmbeddedFile> migrations_sqlite();
std::span<const EmbeddedFile> migrations_postgres();
std::span<const EmbeddedFile> reports();
}  // namespace schema

// Link tocsin_shipped. Policy that people may override, named as below etc/: "tocsin.toml",
// "templates/test/email.mustache".
namespace shipped {
std::span<const EmbeddedFile> files();
// Link tocsin_models. What forecasts start from before they are trained: "price.model".
std::span<const EmbeddedFile> models();
}  // namespace shipped

// Link tocsin_web. The chart library of HTML reports as its npm package has it:
// "dist/uPlot.iife.min.js", "dist/uPlot.min.css", and the "LICENSE" that must go with copies.
namespace web {
std::span<const EmbeddedFile> uplot();
// The style and the script of the page itself: "report.css", "report.js".
std::span<const EmbeddedFile> page();
}  // namespace web

}  // namespace tocsin
