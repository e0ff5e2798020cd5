// CSS selectors as XPath 1.0, which is what libxml2 evaluates.
//
// Of Selectors Level 4 (W3C) what is written by hand: type, *, #id, .class, [attribute] with
// = ~= |= ^= $= *= and the flag i, the four combinators, lists by comma, and the pseudo-classes
// :first-child :last-child :only-child :nth-child() :nth-last-child() :first-of-type :last-of-type
// :nth-of-type() :empty :not() :is() :has(). Names of elements and attributes are those of HTML:
// case does not matter. A selector that begins with > + or ~ starts at the element itself.
//
// Debian 12 has two libraries that know selectors: Modest, given up in 2021, and litehtml's own for
// its rendering; both would bring a second HTML parser and a second tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::scrape {

// An expression relative to the context node, or the reason in `why`. A pure function; linear.
std::optional<std::string> xpath_of_selector(std::string_view selector, std::string& why);

}  // namespace tocsin::scrape
