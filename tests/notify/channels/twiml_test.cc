#include "notify/channels/twiml.h"

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>

#include "support/hostile_text.h"

namespace tocsin::notify {
namespace {

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

Document parsed(const std::string& text) {
  return Document(xmlReadMemory(text.data(), static_cast<int>(text.size()), "call.xml", nullptr,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
}

// "Response(Pause Gather(Say))": the elements and how they nest.
std::string shape(const xmlNode* node) {
  std::string inner;
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    if (!inner.empty()) inner += ' ';
    inner += shape(child);
  }
  const std::string name = reinterpret_cast<const char*>(node->name);
  return inner.empty() ? name : name + "(" + inner + ")";
}

std::string spoken(const Document& document) {
  xmlChar* text = xmlNodeGetContent(xmlDocGetRootElement(document.get()));
  std::string out = reinterpret_cast<const char*>(text);
  xmlFree(text);
  return out;
}

const Speech kCall{"Gate price fell\nNow 95.00 GBP", "en-GB", "https://t.example/twilio/keys",
                   "Press 1 to acknowledge, 2 to hear it again."};

TEST(Twiml, SaysItTwiceAndListens) {
  EXPECT_EQ(twiml_of(kCall),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Pause length=\"1\"/>"
            "<Gather numDigits=\"1\" timeout=\"8\" method=\"POST\" "
            "action=\"https://t.example/twilio/keys\"><Say loop=\"2\" language=\"en-GB\">"
            "Gate price fell. Now 95.00 GBP. Press 1 to acknowledge, 2 to hear it again."
            "</Say></Gather></Response>");
}

TEST(Twiml, WithoutAWayBackThereIsNothingToPress) {
  const Document document = parsed(twiml_of({"Hello", "de-DE"}));
  ASSERT_TRUE(document);
  EXPECT_EQ(shape(xmlDocGetRootElement(document.get())), "Response(Pause Say)");
  EXPECT_EQ(spoken(document), "Hello.");
}

TEST(Twiml, NoTextBreaksOut) {
  std::vector<std::string> texts{"</Say><Dial>+15005550006</Dial><Say>",
                                 "<!-- \" ' & ]]> &amp; &#0; &lol;",
                                 std::string("a\0b\x01\x1f\x7f", 6),
                                 "\xEF\xBF\xBE \xEF\xBF\xBF \xED\xA0\x80 \xFF",
                                 std::string(20'000, '&'),
                                 std::string(20'000, 'x'),
                                 ""};
  for (unsigned seed = 0; seed < 40; ++seed) texts.push_back(test::hostile_text(seed, 400));
  for (const std::string& text : texts) {
    Speech speech = kCall;
    speech.text = text;
    const std::string twiml = twiml_of(speech);
    EXPECT_LE(twiml.size(), kMaxTwiml);
    const Document document = parsed(twiml);
    ASSERT_TRUE(document) << twiml;
    EXPECT_EQ(shape(xmlDocGetRootElement(document.get())), "Response(Pause Gather(Say))") << twiml;
    EXPECT_TRUE(spoken(document).ends_with("2 to hear it again.")) << twiml;
  }
}

}  // namespace
}  // namespace tocsin::notify
