// What is wrong with the value of one field of a record, said to whoever wrote it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/record.h"

namespace tocsin {

// Why the value does not fit the field; empty if it does. The inside of an object is not seen to.
std::string fault_of(const Field& field, const Json& value);

// A value as a reason shows it: JSON, cut short.
std::string shown(const Json& value);
// "; did you mean 'NAME'?", or nothing if no known name is near.
std::string suggestion(std::string_view given, std::span<const std::string_view> known);

}  // namespace tocsin
