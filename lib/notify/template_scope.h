// Whose own templates come before everybody's, see templates.h.
#pragma once

#include <string>

namespace tocsin::notify {

// templates/sets/SET/KIND/…, organizations/ORGANIZATION/…, regions/REGION/…, each in the characters
// a-z 0-9 _ -, others as _. Empty: none.
struct TemplateScope {
  std::string set, organization, region;
};

}  // namespace tocsin::notify
