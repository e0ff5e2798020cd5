#include "cli/family.h"

#include <array>

namespace tocsin::cli {
namespace {

constexpr std::string_view kJobs = "Jobs, for cron or a service";
constexpr std::string_view kPeople = "For people and scripts";
constexpr std::string_view kUpkeep = "Upkeep";

constexpr auto kFamily = std::to_array<Member>({
    {kJobs, "scrape", "Fetch the pages that are due and store what they offer"},
    {kJobs, "analyze", "Match watches to what changed and raise alerts"},
    {kJobs, "notify", "Plan and deliver messages"},
    {kJobs, "sla-check", "Watch the deadlines of tickets and tell people in time"},
    {kJobs, "escalate", "Tell more people of what nobody acknowledges"},
    {kJobs, "inbound", "Answer readers and providers, run by a web server"},
    {kJobs, "report", "Print or write a report"},
    {kPeople, "ticket", "Support tickets"},
    {kPeople, "watch", "What people want to hear of"},
    {kPeople, "alert", "List, show and settle alerts"},
    {kPeople, "inbox", "Read what came by the in-app channel"},
    {kPeople, "user", "People, their destinations and preferences"},
    {kPeople, "org", "Organizations"},
    {kPeople, "team", "Teams and who is in them"},
    {kPeople, "schedule", "Who is on call, and when"},
    {kPeople, "import", "Read records"},
    {kPeople, "export", "Write records as JSON lines"},
    {kUpkeep, "init", "Write a configuration and make the database"},
    {kUpkeep, "db", "Migrate, back up and verify the database"},
    {kUpkeep, "files", "Shipped templates, reports and policies"},
    {kUpkeep, "doctor", "Say what is wrong and what mends it"},
});

}  // namespace

std::span<const Member> family() {
  return kFamily;
}

}  // namespace tocsin::cli
