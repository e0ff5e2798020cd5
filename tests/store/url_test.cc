#include "store/url.h"

#include <gtest/gtest.h>

namespace tocsin::store {
namespace {

TEST(DatabaseUrl, LeavesThePasswordOffCommandLines) {
  struct Case {
    std::string uri, url, password;
  };
  const Case cases[] = {
      {"postgresql://host/db", "postgresql://host/db", ""},
      {"postgresql://ann@host/db", "postgresql://ann@host/db", ""},
      {"postgresql://ann:s%40crét@host:5433/db", "postgresql://ann@host:5433/db", "s@crét"},
      {"postgresql://ann:x@host", "postgresql://ann@host", "x"},
      {"postgresql:///db?host=/run&password=a%26b&user=ann", "postgresql:///db?host=/run&user=ann",
       "a&b"},
      {"postgresql://host/db?password=last", "postgresql://host/db", "last"},
      {"postgresql://ann:one@host/db?password=two&x=1", "postgresql://ann@host/db?x=1", "two"},
      {"postgresql://host/d@b:c", "postgresql://host/d@b:c", ""},
      {"postgresql://ann:50%@host/db", "postgresql://ann@host/db", "50%"},
  };
  for (const Case& c : cases) {
    const OpenUrl open = without_password(c.uri);
    EXPECT_EQ(open.url, c.url);
    EXPECT_EQ(open.password, c.password) << c.uri;
  }
}

}  // namespace
}  // namespace tocsin::store
