// parse_page FILE TIMES: libxml2's bare DOM parse of one page, so many times: the floor of anything
// that reads HTML.

#include <libxml/HTMLparser.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  for (int left = std::atoi(argv[2]); left > 0; --left) {
    htmlDocPtr parsed = htmlReadMemory(
        page.data(), static_cast<int>(page.size()), nullptr, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    if (parsed == nullptr) return 1;
    xmlFreeDoc(parsed);
  }
  return 0;
}
