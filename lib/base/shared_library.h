// Libraries that are loaded when first needed, because linking them would add milliseconds to the
// start of tools that may never call them. A loaded one stays until the program ends.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

class SharedLibrary {
 public:
  // Exit::unavailable, naming who needs it and the Debian package, where it is not installed.
  SharedLibrary(std::string file, std::string_view who, std::string_view package);

  // Sets a pointer to the function of that name; Exit::unavailable where there is none.
  template <typename F>
  void find(const char* name, F& out) const {
    out = reinterpret_cast<F>(address_of(name));
  }

 private:
  void* address_of(const char* name) const;

  std::string file_;
  void* handle_ = nullptr;
};

}  // namespace tocsin

// A library's functions by their names: members of a struct, and the same found in a SharedLibrary
// called `library` for a `table` of that struct. Both go to a list of names, X(one) X(another).
#define TOCSIN_CALL_MEMBER(call) decltype(&::call) call = nullptr;  // NOLINT: names, not values
#define TOCSIN_CALL_FOUND(call) library.find(#call, table.call);
