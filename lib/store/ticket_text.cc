#include "store/ticket_text.h"

#include <vector>

#include "base/text.h"

namespace tocsin::store {
namespace {

// SQLite's index has no copy of the text, so that it is told what goes as well as what comes.
const Query kUnindex(
    "ticket_text.unindex",
    "INSERT INTO ticket_text (ticket_text, rowid, number, subject, description, comments, "
    "internal) SELECT 'delete', id, number, subject, description, comments, internal "
    "FROM ticket_words WHERE id = $1",
    "DELETE FROM ticket_text WHERE ticket_id = $1");
const Query kIndex("ticket_text.index",
                   "INSERT INTO ticket_text (rowid, number, subject, description, comments, "
                   "internal) SELECT id, number, subject, description, comments, internal "
                   "FROM ticket_words WHERE id = $1",
                   "INSERT INTO ticket_text (ticket_id, words) SELECT id, words FROM ticket_words "
                   "WHERE id = $1");
const Query kWith("ticket_text.with",
                  "SELECT rowid FROM ticket_text WHERE ticket_text MATCH $1 LIMIT $2",
                  "SELECT ticket_id FROM ticket_text WHERE words @@ to_tsquery('simple', $1) "
                  "LIMIT $2");

// Words in a row; more than one if the person put them in quotation marks, or punctuation between
// them.
struct Phrase {
  std::vector<std::string> words;
  bool wanted = true;  // else it must not be there
  bool begin = false;  // the last word is the beginning of one
};

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false;
  for (const char c : text) {
    if (is_word_byte(c)) {
      if (!inside) out.emplace_back();
      out.back() += c;
    }
    inside = is_word_byte(c);
  }
  return out;
}

// Without the accents, in lower case; fold() would drop the punctuation, which parts words here.
std::vector<Phrase> phrases_in(std::string_view typed) {
  std::vector<Phrase> out;
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  for (std::size_t at = 0; at < typed.size();) {
    if (is_blank(typed[at])) {
      ++at;
      continue;
    }
    Phrase phrase;
    if (typed[at] == '-') {
      phrase.wanted = false;
      ++at;
    }
    std::size_t end = at;
    const bool quoted = at < typed.size() && typed[at] == '"';
    if (quoted) {
      end = std::min(typed.find('"', ++at), typed.size());
    } else {
      while (end < typed.size() && !is_blank(typed[end])) ++end;
    }
    const std::string_view text = typed.substr(at, end - at);
    phrase.begin = !quoted && text.ends_with('*');
    for (const std::string& word : words_in(to_lower(text))) {
      for (std::string& plain : words_in(fold(word))) phrase.words.push_back(std::move(plain));
    }
    if (!phrase.words.empty()) out.push_back(std::move(phrase));
    at = end + (quoted ? 1 : 0);
  }
  return out;
}

std::string for_sqlite(const Phrase& p) {
  return fmt::format("\"{}\"{}", fmt::join(p.words, " "), p.begin ? "*" : "");
}

std::string for_postgres(const Phrase& p, bool outsider) {
  const std::string weights = outsider ? "A" : "";
  std::string out;
  for (std::size_t i = 0; i < p.words.size(); ++i) {
    const bool begin = p.begin && i + 1 == p.words.size();
    const std::string marks = (begin ? "*" : "") + weights;
    out += fmt::format("{}'{}'{}{}", i == 0 ? "" : " <-> ", p.words[i], marks.empty() ? "" : ":",
                       marks);
  }
  return "(" + out + ")";
}

}  // namespace

void unindex_ticket(Database& db, std::int64_t id) {
  db.execute(kUnindex, id);
}

void index_ticket(Database& db, std::int64_t id) {
  db.execute(kIndex, id);
}

std::string words_query(Dialect dialect, std::string_view typed, bool outsider) {
  std::string wanted, unwanted;
  for (const Phrase& p : phrases_in(typed)) {
    std::string& to = p.wanted ? wanted : unwanted;
    if (dialect == Dialect::sqlite) {
      to += fmt::format("{}{}", to.empty() ? "" : (p.wanted ? " AND " : " OR "), for_sqlite(p));
    } else {
      to += fmt::format("{}{}", to.empty() ? "" : (p.wanted ? " & " : " | "),
                        for_postgres(p, outsider));
    }
  }
  if (wanted.empty()) return "";
  if (dialect == Dialect::postgres) {
    return unwanted.empty() ? wanted : fmt::format("{} & !({})", wanted, unwanted);
  }
  std::string out = unwanted.empty() ? wanted : fmt::format("({}) NOT ({})", wanted, unwanted);
  return outsider ? fmt::format("{{number subject description comments}} : ({})", out) : out;
}

std::int64_t count_tickets_with(Database& db, std::string_view words, std::int64_t most) {
  std::int64_t count = 0;
  for (Rows row = db.query(kWith, words, most); row.next();) ++count;
  return count;
}

}  // namespace tocsin::store
