#include "scrape/extract/html_scan.h"

#include <gtest/gtest.h>

#include "scrape/extract/charset.h"

namespace tocsin::scrape {
namespace {

std::vector<std::string> blocks(std::string_view html) {
  std::vector<std::string> out;
  for (const ScriptBlock& block : outline(html).json_ld) out.emplace_back(block.text);
  return out;
}

using Texts = std::vector<std::string>;

TEST(HtmlScan, FindsBlocksWhereHtmlHasThem) {
  const std::string ld = "<script type=\"application/ld+json\">";
  struct Case {
    std::string html;
    Texts texts;
  };
  const Case cases[] = {
      {ld + "1</script>" + ld + "2</script>", {"1", "2"}},
      {"<SCRIPT\n async  TYPE = 'Application/LD+JSON; charset=utf-8' >1</Script >", {"1"}},
      {"<script type=application/ld+json>1</script>", {"1"}},
      {"<script type=\"text/javascript\">" + ld + "1</script>", {}},
      {"<!-- " + ld + "1</script> -->" + ld + "2</script>", {"2"}},
      {"<!-->" + ld + "1</script>", {"1"}},
      {"<!--->" + ld + "1</script>", {"1"}},
      {"<!-- a --!>" + ld + "1</script>", {"1"}},
      {"<!-- -- > " + ld + "1</script>", {}},
      {"<!x " + ld + "1</script>" + ld + "2</script>", {"2"}},
      {"<?php > " + ld + "1</script>", {"1"}},
      {"<style>" + ld + "1</script></style>" + ld + "2</script>", {"2"}},
      {"<title>" + ld + "1</script></title>" + ld + "2</script>", {"2"}},
      {"<textarea>" + ld + "1</script></textareas></textarea>" + ld + "2</script>", {"2"}},
      {"<a title=\""
       "<script type='application/ld+json'>1</script>\">" +
           ld + "2</script>",
       {"2"}},
      {"<a title='>' x=\"'\">" + ld + "1</script>", {"1"}},
      {"<a \"=\">\">" + ld + "1</script>", {"1"}},
      {ld.substr(0, ld.size() - 1) + " type=x>1</script>", {"1"}},
      {"<script type=x type='application/ld+json'>1</script>", {}},
      {"<a ='>" + ld + "1</script>'>", {"1"}},
      {"<a x=y'>" + ld + "1</script>'>", {"1"}},
      {"<a x='1'='>" + ld + "1</script>'>", {"1"}},
      {"<a x = '>" + ld + "1</script>'>" + ld + "2</script>", {"2"}},
      {"<a/x='>" + ld + "1</script>'>" + ld + "2</script>", {"2"}},
      {"<a x=>" + ld + "1</script>", {"1"}},
      {"<a x=1\ty=2/>" + ld + "1</script>", {"1"}},
      {"<a x='1", {}},
      {"<a x='1'", {}},
      {"<a x=1", {}},
      {"</a='>" + ld + "1</script>'>", {"1"}},
      {"</a x='>" + ld + "1</script>'>" + ld + "2</script>", {"2"}},
      {"</a x=\"1\" y>" + ld + "1</script>", {"1"}},
      {"a < b <3 </ x> </>" + ld + "1</script>", {"1"}},
      {ld + "\"</scripts>\"</script>", {"\"</scripts>\""}},
      {ld + "<!-- {} --></script>", {"<!-- {} -->"}},
      {ld + "<!-- {} </script>" + ld + "2</script>", {"<!-- {} ", "2"}},
      {ld + "<!-- <script> </script> --></script>" + ld + "2</script>",
       {"<!-- <script> </script> -->", "2"}},
      {ld + "<!--><script></script>", {"<!--><script>"}},
      {ld + "1", {"1"}},
      {"<script type=\"application/ld+json\"", {}},
      {"<script type=\"application/ld+json", {}},
      {"<plaintext>" + ld + "1</script>", {}},
      {"<", {}},
      {"", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(blocks(c.html), c.texts) << c.html;
}

TEST(HtmlScan, Outline) {
  const Outline found = outline(
      "<!doctype html>\n<html class=x lang=\"de-CH\"><base href=' /a/ '>\n<div ItemScope "
      "ItemType='http://schema.org/MusicEvent'>"
      "\n<script type=application/ld+json>\n{}");
  EXPECT_EQ(found.language, "de-CH");
  EXPECT_EQ(found.base, "/a/");
  EXPECT_TRUE(found.has_items);
  EXPECT_FALSE(found.has_types);
  const Outline other = outline(
      "<div itemscope itemtype='http://schema.org/Product'><p TypeOf='schema:Festival'>"
      "<meta property='og:type' content='a&amp;b'><meta name=viewport content=x>");
  EXPECT_FALSE(other.has_items);
  EXPECT_TRUE(other.has_types);
  ASSERT_EQ(other.meta.size(), 1U);
  EXPECT_EQ(other.meta[0].name, "og:type");
  EXPECT_EQ(other.meta[0].content, "a&amp;b");
  ASSERT_EQ(found.json_ld.size(), 1U);
  EXPECT_EQ(found.json_ld[0].line(), 4U);
  EXPECT_FALSE(found.json_ld[0].closed);
  EXPECT_TRUE(outline("a<!-- b").open_comment);
  EXPECT_FALSE(outline("<p>itemscope</p>").has_items);
  EXPECT_TRUE(outline("<p class='a' id=b ITEMTYPE=Festival>").has_items);
  EXPECT_TRUE(outline("<p hidden typeof=\"Event\" class=a>").has_types);
  EXPECT_FALSE(outline("<p xitemtype='Event' xtypeof='Event' title='itemtype=Event'>").has_items);
}

TEST(Charset, ByMarkHeaderMetaOrUtf8) {
  struct Case {
    std::string bytes, type, text;
    std::size_t problems;
  };
  using namespace std::string_literals;
  const Case cases[] = {
      {"caf\xC3\xA9", "", "café", 0},
      {"\xEF\xBB\xBF"
       "caf\xC3\xA9",
       "text/html; charset=iso-8859-1", "café", 0},
      {"caf\xE9 \x80", "text/html; charset=ISO-8859-1", "café €", 0},
      {"<meta charset=windows-1252>\xE9", "", "<meta charset=windows-1252>é", 0},
      {"<meta content='text/html; charset=latin1' http-equiv=content-type>\xE9", "text/html",
       "<meta content='text/html; charset=latin1' http-equiv=content-type>é", 0},
      {"<!-- <meta charset=latin1> -->\xC3\xA9", "", "<!-- <meta charset=latin1> -->é", 0},
      {"<meta charset=utf-16>\xC3\xA9", "", "<meta charset=utf-16>é", 0},
      {"\xFF\xFE"
       "a\0\xE9\0"s,
       "", "aé", 0},
      {"<?xml version='1.0' encoding='iso-8859-2'?>z\xB3oty", "text/xml",
       "<?xml version='1.0' encoding='iso-8859-2'?>złoty", 0},
      // Declarations that the bytes contradict.
      {"caf\xC3\xA9", "text/html; charset=iso-8859-1", "café", 1},
      {"caf\xE9 cr\xE8me", "text/html; charset=utf-8", "café crème", 1},
      {"caf\xE9 cr\xE8me", "", "café crème", 1},
      {"caf\xC3\xA9 \xC3\xA9 \xE8", "text/html; charset=utf-8", "café é \xEF\xBF\xBD", 1},
      {"z\xB3oty", "text/html;charset=\"iso-8859-2\"", "złoty", 0},
      {"\x82\xA0", "text/html; charset=Shift_JIS", "あ", 0},
      {"a\xFF"
       "b",
       "",
       "a\xC3\xBF"
       "b",
       1},
      {"a", "text/html; charset=klingon", "a", 1},
      {"a", "text/html; charset=../../etc/x", "a", 1},
  };
  for (const Case& c : cases) {
    Problems problems;
    std::string storage;
    EXPECT_EQ(page_text(c.bytes, c.type, storage, problems), c.text) << c.type;
    EXPECT_EQ(std::move(problems).take().size(), c.problems) << c.bytes;
  }
}

}  // namespace
}  // namespace tocsin::scrape
