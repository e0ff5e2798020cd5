-- Conventions. Times are UTC milliseconds since 1970. Money is integer minor units beside its
-- ISO 4217 code. Lists and open-ended values are JSON text. Words are those of lib/model.
-- Personal addresses and secrets are sealed (lib/store/sealer.h): person.email and phone,
-- organization.slack_webhook, destination.address and options, message.address,
-- message_content.content, message_link.url. They are looked for by the blind index beside them.
-- Where many rows are written, a CHECK compares one by one: for an IN list of three or more SQLite
-- builds a table in memory at every statement.
-- (source, external_id) is the outside world's name for a row. NULL means absent.

-- People -------------------------------------------------------------------------------------

CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  priority_client INTEGER NOT NULL DEFAULT 0 CHECK (priority_client IN (0, 1)),
  time_zone TEXT,
  calendar TEXT,
  slack_webhook TEXT,
  settings TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (source, external_id)
) STRICT;

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  email_index TEXT,
  phone TEXT,
  role TEXT CHECK (role IN ('super_admin', 'ops_manager', 'agent', 'finance', 'vendor', 'customer',
                            'watcher', 'auditor')),
  tier TEXT CHECK (tier IN ('basic', 'premium', 'enterprise')),
  organization_id INTEGER REFERENCES organization (id),
  time_zone TEXT,
  language TEXT,
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (source, external_id)
) STRICT;
CREATE INDEX person_by_role ON person (role) WHERE role IS NOT NULL;
CREATE INDEX person_by_organization ON person (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX person_by_email ON person (email_index) WHERE email_index IS NOT NULL;
CREATE INDEX person_by_name ON person (name);
CREATE INDEX person_by_external_id ON person (external_id);

CREATE TABLE team (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (source, external_id)
) STRICT;

CREATE TABLE team_member (
  team_id INTEGER NOT NULL REFERENCES team (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  PRIMARY KEY (team_id, person_id)
) STRICT;
CREATE INDEX team_member_by_person ON team_member (person_id);

-- Whom a person wants told of what is critical when they do not answer; they are nobody of ours.
CREATE TABLE emergency_contact (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (person_id, name)
) STRICT;

-- Where a person, an organization or an emergency contact can be reached; what is nobody's is a
-- program of the desk's own. An address found dead is disabled once, with the reason.
CREATE TABLE destination (
  id INTEGER PRIMARY KEY,
  person_id INTEGER REFERENCES person (id),
  organization_id INTEGER REFERENCES organization (id),
  contact_id INTEGER REFERENCES emergency_contact (id),
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  address_index TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('profile', 'given')),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  verified INTEGER NOT NULL DEFAULT 0 CHECK (verified IN (0, 1)),
  rank INTEGER NOT NULL DEFAULT 0,
  options TEXT,
  dead_at INTEGER,
  dead_reason TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (person_id IS NULL OR (organization_id IS NULL AND contact_id IS NULL)),
  CHECK (organization_id IS NULL OR contact_id IS NULL),
  CHECK ((dead_at IS NULL) = (dead_reason IS NULL))
) STRICT;
CREATE UNIQUE INDEX destination_of_person ON destination (person_id, channel, address_index)
  WHERE person_id IS NOT NULL;
CREATE INDEX destination_by_address ON destination (channel, address_index);
CREATE UNIQUE INDEX destination_of_organization
  ON destination (organization_id, channel, address_index)
  WHERE organization_id IS NOT NULL;
CREATE UNIQUE INDEX destination_of_contact ON destination (contact_id, channel, address_index)
  WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX destination_of_nobody ON destination (channel, address_index)
  WHERE person_id IS NULL AND organization_id IS NULL AND contact_id IS NULL;

-- A code that shows whose address it is; only its index is kept.
CREATE TABLE verification_code (
  destination_id INTEGER PRIMARY KEY REFERENCES destination (id),
  code_index TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT;

-- What a person did: shows that somebody is there, and what they care for.
CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('login', 'open', 'click', 'ack', 'dismiss', 'view', 'ticket',
                                     'purchase')),
  at INTEGER NOT NULL,
  alert TEXT,
  ticket TEXT
) STRICT;
CREATE UNIQUE INDEX activity_once
  ON activity (person_id, at, kind, COALESCE(alert, ''), COALESCE(ticket, ''));

-- Where we look, and what we saw -------------------------------------------------------------

-- failures: fetches failed in a row; told_*: what the operators and the watchers were told of them.
-- The breaker opens when asking makes no sense, lets one page through at breaker_until (half open),
-- and closes when that is answered. turn: who waited longest for a claim is served first.
CREATE TABLE platform (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  last_ok_at INTEGER,
  last_error TEXT,
  told_at INTEGER,
  told_times INTEGER NOT NULL DEFAULT 0,
  told_watchers INTEGER NOT NULL DEFAULT 0 CHECK (told_watchers IN (0, 1)),
  breaker TEXT NOT NULL DEFAULT 'closed'
    CHECK (breaker = 'closed' OR breaker = 'open' OR breaker = 'half_open'),
  breaker_failures INTEGER NOT NULL DEFAULT 0,
  breaker_opened INTEGER NOT NULL DEFAULT 0,
  breaker_until INTEGER,
  turn INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  CHECK ((breaker = 'closed') = (breaker_until IS NULL)),
  CHECK ((told_times > 0) = (told_at IS NOT NULL))
) STRICT;

-- What fetching from a platform came to, an hour (UTC) a row. checked, met: readings of changed
-- pages, and those that found what was to be expected. late_ms: from due to asked, summed.
-- within_N: answers that took at most N ms and more than the column before.
CREATE TABLE platform_hour (
  platform_id INTEGER NOT NULL REFERENCES platform (id),
  hour INTEGER NOT NULL,
  fetches INTEGER NOT NULL,
  good INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  checked INTEGER NOT NULL,
  met INTEGER NOT NULL,
  late_ms INTEGER NOT NULL,
  latency_ms INTEGER NOT NULL,
  within_50 INTEGER NOT NULL,
  within_100 INTEGER NOT NULL,
  within_200 INTEGER NOT NULL,
  within_500 INTEGER NOT NULL,
  within_1000 INTEGER NOT NULL,
  within_2000 INTEGER NOT NULL,
  within_5000 INTEGER NOT NULL,
  within_10000 INTEGER NOT NULL,
  beyond INTEGER NOT NULL,
  PRIMARY KEY (platform_id, hour)
) STRICT, WITHOUT ROWID;

-- One server: its robots.txt and when it may be asked again.
CREATE TABLE host (
  origin TEXT PRIMARY KEY,
  robots TEXT,
  robots_rule TEXT CHECK (robots_rule IN ('rules', 'allow_all', 'disallow_all')),
  robots_until INTEGER,
  next_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A page whose claim is open is being fetched; the claim lapses at claim_until. asked_ms: the interval
-- that a person asked for; without one, interval_ms follows what the page is worth, and pace says why.
CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  platform_id INTEGER NOT NULL REFERENCES platform (id),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  added_by TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  removed_at INTEGER,
  asked_ms INTEGER CHECK (asked_ms > 0),
  interval_ms INTEGER NOT NULL CHECK (interval_ms > 0),
  pace TEXT,
  due_at INTEGER NOT NULL,
  claim_until INTEGER,
  claimed_by TEXT,
  etag TEXT,
  last_modified TEXT,
  content_hash TEXT,
  fetched_at INTEGER,
  ok_at INTEGER,
  changed_at INTEGER,
  status INTEGER,
  outcome TEXT,
  error TEXT,
  latency_ms INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  found TEXT CHECK (found IN ('listed', 'unlisted')),
  depth INTEGER NOT NULL DEFAULT 0,
  part INTEGER NOT NULL DEFAULT 1,
  offers_seen INTEGER,
  CHECK ((claim_until IS NULL) = (claimed_by IS NULL)),
  CHECK (removed_at IS NULL OR enabled = 0)
) STRICT;
CREATE INDEX page_due ON page (platform_id, due_at, id) WHERE enabled = 1 AND claim_until IS NULL;
CREATE INDEX page_claimed ON page (claim_until) WHERE claim_until IS NOT NULL;
CREATE INDEX page_by_platform ON page (platform_id);
CREATE INDEX page_blocked ON page (platform_id) WHERE outcome = 'blocked' AND enabled = 1;
-- Of the pages that other pages led to, those that are fetched.
CREATE INDEX page_found ON page (platform_id) WHERE found = 'listed';

-- The pages that a page leads to. found: no person added the page, and it is listed while some page
-- leads to it; depth and part: how far from a page that a person added, and which part of its list.
CREATE TABLE page_link (
  list_id INTEGER NOT NULL REFERENCES page (id),
  page_id INTEGER NOT NULL REFERENCES page (id),
  PRIMARY KEY (list_id, page_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_link_to ON page_link (page_id);

-- The same event of several platforms and pages is linked: same_as is the first of them that was
-- seen, NULL for that one itself (lib/model/event_identity.h). place_key finds what may be the same.
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  platform_id INTEGER NOT NULL REFERENCES platform (id),
  identity TEXT NOT NULL,
  external_id TEXT,
  name TEXT NOT NULL,
  category TEXT,
  performers TEXT NOT NULL DEFAULT '[]',
  venue_name TEXT,
  venue_street TEXT,
  venue_city TEXT,
  venue_region TEXT,
  venue_country TEXT,
  venue_postal_code TEXT,
  venue_latitude REAL,
  venue_longitude REAL,
  starts_at INTEGER,
  start_precision TEXT NOT NULL DEFAULT 'exact'
    CHECK (start_precision = 'exact' OR start_precision = 'local' OR start_precision = 'day'),
  starts_local INTEGER,
  start_guess INTEGER NOT NULL DEFAULT 0 CHECK (start_guess IN (0, 1)),
  place_key TEXT,
  same_as INTEGER REFERENCES event (id),
  time_zone TEXT,
  doors_at INTEGER,
  status TEXT
    CHECK (status = 'scheduled' OR status = 'cancelled' OR status = 'postponed' OR
           status = 'rescheduled' OR status = 'moved_online'),
  on_sale_from INTEGER,
  on_sale_until INTEGER,
  url TEXT,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (platform_id, identity)
) STRICT;
CREATE INDEX event_place ON event (place_key, starts_at) WHERE place_key IS NOT NULL;
CREATE INDEX event_same ON event (same_as) WHERE same_as IS NOT NULL;

-- The events that a page showed at its last good reading, with offers or without.
CREATE TABLE page_event (
  page_id INTEGER NOT NULL REFERENCES page (id),
  event_id INTEGER NOT NULL REFERENCES event (id),
  PRIMARY KEY (page_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_event_by_event ON page_event (event_id);

-- each_minor is what one ticket costs in all; the price the page stated is kept as stated.
CREATE TABLE offer (
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES event (id),
  identity TEXT NOT NULL,
  external_id TEXT,
  page_id INTEGER REFERENCES page (id),
  section TEXT,
  seat_row TEXT,
  seats TEXT,
  quantity INTEGER,
  price_minor INTEGER,
  fees_minor INTEGER,
  each_minor INTEGER,
  currency TEXT,
  price_is TEXT NOT NULL CHECK (price_is IN ('each', 'total')),
  price_guess INTEGER NOT NULL DEFAULT 0 CHECK (price_guess IN (0, 1)),
  availability TEXT NOT NULL
    CHECK (availability = 'in_stock' OR availability = 'limited' OR
           availability = 'sold_out' OR availability = 'presale' OR
           availability = 'on_sale_soon' OR availability = 'unavailable' OR
           availability = 'unknown'),
  resale INTEGER CHECK (resale IN (0, 1)),
  delivery TEXT,
  url TEXT,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  closed_at INTEGER,
  UNIQUE (event_id, identity),
  CHECK ((price_minor IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX offer_open_on_page ON offer (page_id) WHERE page_id IS NOT NULL AND closed_at IS NULL;

-- History: a row when price, quantity or availability changed. It holds until the offer's next row.
CREATE TABLE price_point (
  offer_id INTEGER NOT NULL REFERENCES offer (id),
  at INTEGER NOT NULL,
  price_minor INTEGER,
  fees_minor INTEGER,
  each_minor INTEGER,
  currency TEXT,
  quantity INTEGER,
  availability TEXT NOT NULL,
  PRIMARY KEY (offer_id, at)
) STRICT, WITHOUT ROWID;

-- Events that analyze should look at: at once because something changed, or at an instant when
-- time alone changes the answer (a sale is about to begin).
CREATE TABLE event_look (
  event_id INTEGER PRIMARY KEY REFERENCES event (id),
  due_at INTEGER NOT NULL,
  changed_since INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX event_look_due ON event_look (due_at);

-- Outlooks -----------------------------------------------------------------------------------

-- What was last forecast of an event (of the one that leads those of other platforms), and when
-- it is next; due_at is absent once it is over.
CREATE TABLE event_outlook (
  event_id INTEGER PRIMARY KEY REFERENCES event (id),
  due_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  made_at INTEGER,
  outlook TEXT,
  CHECK ((made_at IS NULL) = (outlook IS NULL))
) STRICT;
CREATE INDEX event_outlook_due ON event_outlook (due_at, event_id) WHERE due_at IS NOT NULL;

-- By these an event finds similar ones that began before it.
CREATE TABLE event_trait (
  trait TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  event_id INTEGER NOT NULL REFERENCES event (id),
  PRIMARY KEY (trait, starts_at, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_trait_by_event ON event_trait (event_id);

-- Statements to be held against what happened. price: quantiles in minor units; sell_out: a
-- probability. outcome is the price, or 0 or 1; unknown says why there is none.
CREATE TABLE forecast (
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES event (id),
  kind TEXT NOT NULL CHECK (kind = 'price' OR kind = 'sell_out'),
  horizon TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  target_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  currency TEXT,
  base_minor INTEGER,
  quantiles TEXT,
  probability REAL CHECK (probability BETWEEN 0 AND 1),
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  scored_at INTEGER,
  outcome INTEGER,
  unknown TEXT,
  UNIQUE (event_id, kind, horizon, made_at),
  CHECK ((kind = 'price') = (quantiles IS NOT NULL)),
  CHECK ((kind = 'sell_out') = (probability IS NOT NULL)),
  CHECK ((scored_at IS NOT NULL) = (outcome IS NOT NULL OR unknown IS NOT NULL))
) STRICT;
CREATE INDEX forecast_to_score ON forecast (target_at, id) WHERE scored_at IS NULL;
CREATE INDEX forecast_scored ON forecast (target_at) WHERE scored_at IS NOT NULL;

-- Models trained on this history; the file lies in the folder of models. At most one of a kind is
-- in use; where none is, the one that ships is. former: the one in use before it.
CREATE TABLE model (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind = 'price'),
  trained_at INTEGER NOT NULL,
  file TEXT NOT NULL,
  digest TEXT NOT NULL,
  card TEXT NOT NULL,
  in_use INTEGER NOT NULL CHECK (in_use IN (0, 1)),
  former INTEGER REFERENCES model (id)
) STRICT;
CREATE UNIQUE INDEX model_in_use ON model (kind) WHERE in_use = 1;

-- Watches ------------------------------------------------------------------------------------

-- criteria holds the watch record's fields; look_due_at is set while a new or edited watch waits
-- for its first look at what is already on offer.
CREATE TABLE watch (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  criteria TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  removed_at INTEGER,
  expires_at INTEGER,
  look_due_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (source, external_id)
) STRICT;
CREATE INDEX watch_by_person ON watch (person_id);
CREATE INDEX watch_by_external_id ON watch (external_id);
CREATE INDEX watch_look_due ON watch (look_due_at) WHERE look_due_at IS NOT NULL;
-- What a person did with what they were told, as decaying weights (model/habit.h).
CREATE TABLE habit (
  person_id INTEGER NOT NULL REFERENCES person (id),
  trait TEXT NOT NULL
    CHECK (trait = 'channel' OR trait = 'hour' OR trait = 'kind' OR trait = 'priority'),
  value TEXT NOT NULL,
  acted REAL NOT NULL CHECK (acted >= 0),
  ignored REAL NOT NULL CHECK (ignored >= 0),
  as_of INTEGER NOT NULL,
  PRIMARY KEY (person_id, trait, value)
) STRICT, WITHOUT ROWID;

-- One setting of a person, of an organization, of one watch, or (none of these) the system's default.
CREATE TABLE preference (
  id INTEGER PRIMARY KEY,
  person_id INTEGER REFERENCES person (id),
  organization_id INTEGER REFERENCES organization (id),
  watch_id INTEGER REFERENCES watch (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (person_id IS NULL OR organization_id IS NULL),
  CHECK (watch_id IS NULL OR (person_id IS NULL AND organization_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX preference_of_person ON preference (person_id, name)
  WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX preference_of_organization ON preference (organization_id, name)
  WHERE organization_id IS NOT NULL;
CREATE UNIQUE INDEX preference_of_watch ON preference (watch_id, name) WHERE watch_id IS NOT NULL;
CREATE UNIQUE INDEX preference_of_system ON preference (name)
  WHERE person_id IS NULL AND organization_id IS NULL AND watch_id IS NULL;

-- Each watch is filed under the values of its most telling required criterion ("performer:lakers",
-- "city:leeds", "any:"), so that a changed event finds the few watches that could care.
CREATE TABLE watch_term (
  term TEXT NOT NULL,
  watch_id INTEGER NOT NULL REFERENCES watch (id),
  PRIMARY KEY (term, watch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_term_by_watch ON watch_term (watch_id);

-- The terms by which an event can be found, as of its last look: so that a new watch finds the
-- events there are. Gone once the event has begun.
CREATE TABLE event_term (
  term TEXT NOT NULL,
  event_id INTEGER NOT NULL REFERENCES event (id),
  PRIMARY KEY (term, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_term_by_event ON event_term (event_id);

-- What a watch last saw of an event; `state` is the memory from which the next look tells what is
-- new.
CREATE TABLE watch_match (
  watch_id INTEGER NOT NULL REFERENCES watch (id),
  event_id INTEGER NOT NULL REFERENCES event (id),
  offers INTEGER NOT NULL,
  best_offer_id INTEGER,
  best_minor INTEGER,
  currency TEXT,
  tickets INTEGER,
  score REAL NOT NULL,
  breakdown TEXT NOT NULL,
  state TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (watch_id, event_id),
  CHECK ((best_minor IS NULL) = (currency IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_match_by_event ON watch_match (event_id);

-- Support tickets ----------------------------------------------------------------------------

-- said: the fields that a record gave (as of said_at); an activity later than that changes them.
-- urgent_at: by when it wants care, while it is unresolved. tags: ticket_tag as a list to read.
-- sla_status holds until sla_next_at, when sla-check looks again; whatever changes a ticket makes that
-- the present.
CREATE TABLE ticket (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  number TEXT NOT NULL,
  subject TEXT NOT NULL,
  description TEXT,
  type TEXT,
  organization_id INTEGER REFERENCES organization (id),
  requester_id INTEGER REFERENCES person (id),
  assignee_id INTEGER REFERENCES person (id),
  team_id INTEGER REFERENCES team (id),
  priority TEXT NOT NULL
    CHECK (priority = 'critical' OR priority = 'high' OR priority = 'medium' OR priority = 'low'),
  status TEXT NOT NULL
    CHECK (status = 'open' OR status = 'in_progress' OR status = 'waiting' OR
           status = 'resolved' OR status = 'closed' OR status = 'cancelled'),
  tags TEXT NOT NULL DEFAULT '[]',
  said TEXT NOT NULL DEFAULT '[]',
  said_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  first_response_at INTEGER,
  resolved_at INTEGER,
  closed_at INTEGER,
  updated_at INTEGER NOT NULL,
  urgent_at INTEGER,
  sla_status TEXT
    CHECK (sla_status = 'breach' OR sla_status = 'critical' OR sla_status = 'warning' OR sla_status = 'upcoming' OR sla_status = 'on_track'),
  sla_next_at INTEGER,
  merged_into INTEGER REFERENCES ticket (id),
  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  archived_at INTEGER,
  UNIQUE (source, external_id),
  CHECK (first_response_at >= created_at),
  CHECK (resolved_at >= created_at),
  CHECK (closed_at >= created_at),
  CHECK (updated_at >= created_at),
  CHECK (merged_into <> id),
  CHECK ((urgent_at IS NOT NULL) =
         (status = 'open' OR status = 'in_progress' OR status = 'waiting')),
  CHECK ((archived = 1) = (archived_at IS NOT NULL)),
  CHECK (archived = 0 OR urgent_at IS NULL)
) STRICT;
CREATE INDEX ticket_by_external_id ON ticket (external_id);
CREATE INDEX ticket_by_number ON ticket (number);
CREATE INDEX ticket_merged ON ticket (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ticket_to_archive ON ticket (updated_at) WHERE archived = 0 AND urgent_at IS NULL;
-- Lists, a status at a time: the newest first, by what is asked for.
CREATE INDEX ticket_new ON ticket (archived, status, created_at, id);
CREATE INDEX ticket_new_of_organization
  ON ticket (organization_id, archived, status, created_at, id);
CREATE INDEX ticket_new_of_requester ON ticket (requester_id, archived, status, created_at, id);
CREATE INDEX ticket_new_of_assignee ON ticket (assignee_id, archived, status, created_at, id);
CREATE INDEX ticket_new_of_team ON ticket (team_id, archived, status, created_at, id);
CREATE INDEX ticket_new_of_priority ON ticket (priority, archived, status, created_at, id);
CREATE INDEX ticket_new_of_type ON ticket (type, archived, status, created_at, id);
-- And the most urgent of those that are unresolved.
CREATE INDEX ticket_urgent ON ticket (status, urgent_at, id) WHERE urgent_at IS NOT NULL;
CREATE INDEX ticket_urgent_of_organization ON ticket (organization_id, status, urgent_at, id)
  WHERE urgent_at IS NOT NULL;
CREATE INDEX ticket_urgent_of_requester ON ticket (requester_id, status, urgent_at, id)
  WHERE urgent_at IS NOT NULL;
CREATE INDEX ticket_urgent_of_assignee ON ticket (assignee_id, status, urgent_at, id)
  WHERE urgent_at IS NOT NULL;
CREATE INDEX ticket_urgent_of_team ON ticket (team_id, status, urgent_at, id)
  WHERE urgent_at IS NOT NULL;
CREATE INDEX ticket_urgent_of_priority ON ticket (priority, status, urgent_at, id)
  WHERE urgent_at IS NOT NULL;
CREATE INDEX ticket_urgent_of_type ON ticket (type, status, urgent_at, id)
  WHERE urgent_at IS NOT NULL;
CREATE INDEX ticket_new_of_sla ON ticket (sla_status, archived, status, created_at, id)
  WHERE sla_status IS NOT NULL;
CREATE INDEX ticket_urgent_of_sla ON ticket (sla_status, status, urgent_at, id)
  WHERE sla_status IS NOT NULL AND urgent_at IS NOT NULL;
CREATE INDEX ticket_sla_due ON ticket (sla_next_at, id) WHERE sla_next_at IS NOT NULL;

CREATE TABLE ticket_tag (
  tag TEXT NOT NULL,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  PRIMARY KEY (tag, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_tag_of ON ticket_tag (ticket_id);

-- People who hear of a ticket beside its requester: those whose own ticket was merged into it.
CREATE TABLE ticket_follower (
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  PRIMARY KEY (ticket_id, person_id)
) STRICT, WITHOUT ROWID;

-- The trail: what happened to a ticket, never changed by us. actor: who did it, as they were called;
-- identity: the outside world's ID, or a digest of all of it, so that a repetition is none.
CREATE TABLE ticket_activity (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  identity TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  external_id TEXT,
  kind TEXT NOT NULL
    CHECK (kind = 'status' OR kind = 'priority' OR kind = 'type' OR kind = 'assign' OR
           kind = 'organization' OR kind = 'comment' OR kind = 'tag' OR kind = 'merge' OR
           kind = 'sla'),
  at INTEGER NOT NULL,
  actor TEXT,
  from_value TEXT,
  to_value TEXT,
  is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
  text TEXT
) STRICT;
CREATE INDEX ticket_activity_of ON ticket_activity (ticket_id, at, id);

-- The SLA clocks of tickets as the last look left them: sla-check writes them, from the trail. One
-- that is breached may still run (no stopped_at). due_at: none while it stands; worked_s: working
-- time when it stopped; decided_at: since when it is known whether the target was kept. told_left_s:
-- so little was left when people were told last, 0 of a breach.
CREATE TABLE ticket_clock (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  kind TEXT NOT NULL
    CHECK (kind = 'first_response' OR kind = 'next_response' OR kind = 'resolution'),
  started_at INTEGER NOT NULL,
  policy TEXT NOT NULL,
  calendar TEXT NOT NULL,
  target_s INTEGER NOT NULL CHECK (target_s > 0),
  state TEXT NOT NULL
    CHECK (state = 'running' OR state = 'paused' OR state = 'met' OR state = 'breached' OR state = 'cancelled'),
  due_at INTEGER,
  stopped_at INTEGER,
  worked_s INTEGER CHECK (worked_s >= 0),
  decided_at INTEGER,
  told_left_s INTEGER CHECK (told_left_s >= 0),
  UNIQUE (ticket_id, kind, started_at),
  CHECK (stopped_at >= started_at),
  CHECK ((worked_s IS NOT NULL) = (stopped_at IS NOT NULL)),
  CHECK ((stopped_at IS NOT NULL) = (state IN ('met', 'cancelled'))
         OR state = 'breached'),
  CHECK ((decided_at IS NOT NULL) = (state IN ('met', 'breached')))
) STRICT;
CREATE INDEX ticket_clock_decided ON ticket_clock (decided_at) WHERE decided_at IS NOT NULL;

-- By which policies and calendars the clocks were read: where they change, all open tickets are due.
CREATE TABLE sla_terms (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  digest TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

-- The last number that was given to a ticket of our own: one row.
CREATE TABLE ticket_number (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  last INTEGER NOT NULL
) STRICT;
INSERT INTO ticket_number (one, last) VALUES (1, 0);

-- What is searched for words. Whoever may not read internal comments does not find them either.
CREATE VIEW ticket_words AS
SELECT id, number, subject, description,
       (SELECT group_concat(text, char(10)) FROM ticket_activity
        WHERE ticket_id = ticket.id AND kind = 'comment' AND is_public = 1) AS comments,
       (SELECT group_concat(text, char(10)) FROM ticket_activity
        WHERE ticket_id = ticket.id AND kind = 'comment' AND is_public = 0) AS internal
FROM ticket;
CREATE VIRTUAL TABLE ticket_text USING fts5(
  number, subject, description, comments, internal, content='ticket_words', content_rowid='id',
  columnsize=0, tokenize='unicode61 remove_diacritics 2');

-- The waist ----------------------------------------------------------------------------------

CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 5),
  status TEXT NOT NULL
    CHECK (status = 'active' OR status = 'acknowledged' OR status = 'snoozed' OR
           status = 'resolved' OR status = 'ignored'),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  labels TEXT NOT NULL,
  metadata TEXT NOT NULL,
  breakdown TEXT NOT NULL DEFAULT '[]',
  recipients TEXT NOT NULL DEFAULT '[]',
  dedup_key TEXT NOT NULL,
  raised_by TEXT NOT NULL,
  assignee_id INTEGER REFERENCES person (id),
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  times_seen INTEGER NOT NULL DEFAULT 1,
  acknowledged_at INTEGER,
  snoozed_until INTEGER,
  snooze_ends_when TEXT CHECK (snooze_ends_when IN ('rises', 'repeats')),
  ended_at INTEGER,
  plan_at INTEGER,
  told_state TEXT,
  told_priority INTEGER,
  muted_by TEXT,
  escalate_at INTEGER,
  CHECK ((status = 'snoozed') = (snoozed_until IS NOT NULL)),
  CHECK (snooze_ends_when IS NULL OR status = 'snoozed'),
  CHECK ((status IN ('resolved', 'ignored')) = (ended_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX alert_open ON alert (dedup_key)
  WHERE status IN ('active', 'acknowledged', 'snoozed');
CREATE INDEX alert_to_plan ON alert (priority, plan_at, id) WHERE plan_at IS NOT NULL;
CREATE INDEX alert_by_subject ON alert (subject_type, subject_id);
CREATE INDEX alert_urgent ON alert (subject_type, subject_id)
  WHERE priority >= 4 AND status IN ('active', 'acknowledged', 'snoozed');
CREATE INDEX alert_by_status ON alert (status, priority, id);
CREATE INDEX alert_by_time ON alert (first_seen_at);
CREATE INDEX alert_open_by_kind ON alert (kind)
  WHERE status IN ('active', 'acknowledged', 'snoozed');
CREATE INDEX alert_muted ON alert (muted_by) WHERE muted_by IS NOT NULL;
CREATE INDEX alert_to_escalate ON alert (escalate_at, id) WHERE escalate_at IS NOT NULL;

-- What happened to an alert, in order, with comments.
CREATE TABLE alert_history (
  id INTEGER PRIMARY KEY,
  alert_id INTEGER NOT NULL REFERENCES alert (id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX alert_history_of ON alert_history (alert_id, id);

-- A silence, or the window of planned maintenance; with a mute_time it holds at those times only.
CREATE TABLE silence (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  matchers TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  maintenance INTEGER NOT NULL DEFAULT 0 CHECK (maintenance IN (0, 1)),
  mute_time TEXT,
  created_at INTEGER NOT NULL,
  CHECK (until_at > from_at)
) STRICT;
CREATE INDEX silence_until ON silence (until_at);

-- Who is on call as people change it from day to day; rotations are files (tocsin-schedules(5)), by
-- whose names these go. In an override one person stands for another; without person_id the other
-- is away, without replaced_id the person stands for whoever it would be. uid: of the iCalendar
-- event that it came from.
CREATE TABLE schedule_override (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  schedule TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  person_id INTEGER REFERENCES person (id),
  replaced_id INTEGER REFERENCES person (id),
  reason TEXT,
  author TEXT NOT NULL,
  uid TEXT,
  created_at INTEGER NOT NULL,
  CHECK (until_at > from_at),
  CHECK (person_id IS NOT NULL OR replaced_id IS NOT NULL),
  UNIQUE (schedule, uid)
) STRICT;
CREATE INDEX schedule_override_until ON schedule_override (schedule, until_at);

-- While it lasts, its shifts stand for all layers of the schedule.
CREATE TABLE temporary_schedule (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  schedule TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  reason TEXT,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK (until_at > from_at)
) STRICT;
CREATE INDEX temporary_schedule_until ON temporary_schedule (schedule, until_at);
CREATE TABLE temporary_shift (
  id INTEGER PRIMARY KEY,
  temporary_schedule_id INTEGER NOT NULL REFERENCES temporary_schedule (id),
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  CHECK (until_at > from_at)
) STRICT;
CREATE INDEX temporary_shift_of ON temporary_shift (temporary_schedule_id);

-- The outbox. identity is deterministic, so that planning twice is planning once. Lanes: 0 critical,
-- 1 high, 2 medium, 3 default. provider: who carried it or will; absent, the channel's first. What
-- is held with the same bundle leaves as one; the others of it are merged into that one.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  identity TEXT NOT NULL UNIQUE,
  alert_id INTEGER REFERENCES alert (id),
  person_id INTEGER REFERENCES person (id),
  destination_id INTEGER REFERENCES destination (id),
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  address_masked TEXT,
  purpose TEXT NOT NULL
    CHECK (purpose = 'first' OR purpose = 'update' OR purpose = 'resolved' OR
           purpose = 'digest' OR purpose = 'reminder' OR purpose = 'escalation' OR
           purpose = 'direct'),
  kind TEXT NOT NULL,
  subject_key TEXT NOT NULL,
  priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 5),
  lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 3),
  state TEXT NOT NULL
    CHECK (state = 'pending' OR state = 'sending' OR state = 'sent' OR
           state = 'delivered' OR state = 'read' OR state = 'failed' OR state = 'held' OR
           state = 'suppressed' OR state = 'expired' OR state = 'uncertain'),
  reason TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  expires_at INTEGER,
  claim_until INTEGER,
  claimed_by TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  settled_at INTEGER,
  provider TEXT,
  provider_id TEXT,
  error TEXT,
  bundle TEXT,
  variant TEXT,
  merged_into INTEGER REFERENCES message (id),
  CHECK ((state = 'sending') = (claim_until IS NOT NULL AND claimed_by IS NOT NULL)),
  CHECK (NOT (state = 'sent' OR state = 'delivered' OR state = 'read') OR sent_at IS NOT NULL),
  CHECK ((state = 'failed' OR state = 'suppressed' OR state = 'expired') =
         (settled_at IS NOT NULL)),
  CHECK (state NOT IN ('failed', 'uncertain') OR error IS NOT NULL),
  CHECK (merged_into IS NULL OR state = 'suppressed')
) STRICT;
-- What it says. Apart from its state, which is rewritten with every step of its life.
CREATE TABLE message_content (
  message_id INTEGER PRIMARY KEY REFERENCES message (id),
  content TEXT NOT NULL
) STRICT;
CREATE INDEX message_due ON message (lane, due_at, id) WHERE state = 'pending';
CREATE INDEX message_tried ON message (channel, destination_id)
  WHERE state = 'pending' AND attempts > 0;
CREATE INDEX message_claimed ON message (claim_until) WHERE state = 'sending';
CREATE INDEX message_held ON message (due_at) WHERE state = 'held';
CREATE INDEX message_dead ON message (settled_at) WHERE state = 'failed';
CREATE INDEX message_uncertain ON message (due_at) WHERE state = 'uncertain';
CREATE INDEX message_with_twilio ON message (sent_at) WHERE state = 'sent' AND provider = 'twilio';
CREATE INDEX message_of_provider ON message (provider, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_of_alert ON message (alert_id);
CREATE INDEX message_held_at ON message (destination_id, due_at) WHERE state = 'held';
CREATE INDEX message_merged ON message (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX message_to_person ON message (person_id, created_at) WHERE person_id IS NOT NULL;
CREATE INDEX message_to_nobody ON message (destination_id, created_at) WHERE person_id IS NULL;
CREATE INDEX message_inbox ON message (person_id, id) WHERE channel = 'inapp';
CREATE INDEX message_by_time ON message (created_at);

-- The life of a message: every legal move. What was sent never goes back; a dead letter lives again
-- only by replay.
-- No IN with more than two words: SQLite would build a table of them for each row.
CREATE TRIGGER message_forward AFTER UPDATE OF state ON message
WHEN NEW.state <> OLD.state
  AND NOT CASE OLD.state
    WHEN 'pending' THEN NEW.state = 'sending' OR NEW.state = 'suppressed' OR NEW.state = 'expired'
    WHEN 'held' THEN NEW.state = 'pending' OR NEW.state = 'suppressed' OR NEW.state = 'expired'
    WHEN 'sending' THEN NEW.state = 'sent' OR NEW.state = 'delivered' OR NEW.state = 'pending'
      OR NEW.state = 'failed' OR NEW.state = 'held' OR NEW.state = 'expired'
      OR NEW.state = 'uncertain'
    WHEN 'uncertain' THEN NEW.state = 'pending' OR NEW.state = 'sent' OR NEW.state = 'delivered'
      OR NEW.state = 'read' OR NEW.state = 'failed' OR NEW.state = 'suppressed'
    WHEN 'sent' THEN NEW.state = 'delivered' OR NEW.state = 'read' OR NEW.state = 'failed'
    WHEN 'delivered' THEN NEW.state = 'read'
    WHEN 'failed' THEN NEW.state = 'pending' OR NEW.state = 'suppressed'
    ELSE FALSE
  END
BEGIN
  SELECT RAISE(ABORT, 'illegal change of message state');
END;

-- What may still leave for a provider, receiver, address or person: a row where there is a limit, a
-- pause or a failure. scope names it; those of addresses are digests.
CREATE TABLE allowance (
  scope TEXT PRIMARY KEY,
  level INTEGER NOT NULL CHECK (level >= 0),
  filled_at INTEGER NOT NULL,
  paused_until INTEGER,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  recovered_at INTEGER
) STRICT;
CREATE INDEX allowance_by_time ON allowance (filled_at);

-- When the last run of notify began, by its clock: one row.
CREATE TABLE clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seen_at INTEGER NOT NULL
) STRICT;

-- One try at delivering a message.
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message (id),
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL
    CHECK (outcome = 'delivered' OR outcome = 'transient' OR outcome = 'permanent' OR
           outcome = 'uncertain'),
  code INTEGER,
  detail TEXT,
  latency_ms INTEGER,
  retry_at INTEGER
) STRICT;
CREATE INDEX attempt_of ON attempt (message_id, id);

-- The links of a message that lead back to us: where its action goes, and each link's uses.
CREATE TABLE message_link (
  message_id INTEGER NOT NULL REFERENCES message (id),
  purpose TEXT NOT NULL
    CHECK (purpose IN ('unsubscribe', 'opened', 'action', 'acknowledge', 'take', 'snooze',
                       'resolve')),
  url TEXT,
  first_used_at INTEGER,
  last_used_at INTEGER,
  uses INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (message_id, purpose),
  CHECK (url IS NULL OR purpose = 'action'),
  CHECK ((first_used_at IS NULL) = (uses = 0))
) STRICT, WITHOUT ROWID;

-- What a provider said of a message later: open until it has been carried out. It may come before
-- our own record of the send, so it need not know the message.
CREATE TABLE receipt (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  message TEXT,
  state TEXT NOT NULL CHECK (state IN ('sent', 'delivered', 'read', 'failed')),
  at INTEGER NOT NULL,
  code INTEGER NOT NULL DEFAULT 0,
  dead_address INTEGER NOT NULL DEFAULT 0 CHECK (dead_address IN (0, 1)),
  detail TEXT,
  received_at INTEGER NOT NULL,
  message_id INTEGER REFERENCES message (id),
  settled_at INTEGER,
  UNIQUE (provider, provider_id, state, dead_address)
) STRICT;
CREATE INDEX receipt_open ON receipt (id) WHERE settled_at IS NULL;

-- An alert that nobody acts on is told to more people. `plan` is the policy as it stood at the start,
-- so that an edit never bends what is under way. The next step is `step` of `round`, due at due_at;
-- at next_at it is looked at (a look may be put off). Nothing that has ended begins again.
CREATE TABLE escalation (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  alert_id INTEGER NOT NULL REFERENCES alert (id),
  number INTEGER NOT NULL CHECK (number >= 1),      -- of its alert
  policy TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'running' OR state = 'held' OR state = 'ended'),
  reason TEXT,                                      -- why it is held, or has ended
  round INTEGER NOT NULL CHECK (round >= 1),
  step INTEGER NOT NULL CHECK (step >= 0),
  firings INTEGER NOT NULL DEFAULT 0 CHECK (firings >= 0),
  started_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  next_at INTEGER,
  deferred_ms INTEGER NOT NULL DEFAULT 0 CHECK (deferred_ms >= 0),  -- in all
  hurried_by TEXT,
  ended_at INTEGER,
  UNIQUE (alert_id, number),
  CHECK ((state = 'running') = (reason IS NULL)),
  CHECK ((state = 'ended') = (next_at IS NULL)),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  CHECK (hurried_by IS NULL OR state <> 'ended')
) STRICT;
CREATE UNIQUE INDEX escalation_open ON escalation (alert_id) WHERE next_at IS NOT NULL;
CREATE INDEX escalation_due ON escalation (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX escalation_by_time ON escalation (started_at);

-- What happened to an escalation, in order. Never changed.
CREATE TABLE escalation_event (
  id INTEGER PRIMARY KEY,
  escalation_id INTEGER NOT NULL REFERENCES escalation (id),
  at INTEGER NOT NULL,
  act TEXT NOT NULL,
  round INTEGER NOT NULL,
  step INTEGER NOT NULL,
  reason TEXT,
  detail TEXT
) STRICT;
CREATE INDEX escalation_event_of ON escalation_event (escalation_id, id);

-- Whom the firing of a step names, once each however many runs decide it; planning makes it a
-- message or says why not.
CREATE TABLE escalation_step (
  id INTEGER PRIMARY KEY,
  escalation_id INTEGER NOT NULL REFERENCES escalation (id),
  firing INTEGER NOT NULL CHECK (firing >= 1),
  recipient TEXT NOT NULL,                          -- "person:ID", "contact:ID", "exec:…", …
  channels TEXT NOT NULL,                           -- a JSON list; empty: as they prefer
  wakes INTEGER NOT NULL CHECK (wakes IN (0, 1)),   -- in quiet hours, too
  missed INTEGER NOT NULL DEFAULT 0,                -- steps before it that no run had fired
  at INTEGER NOT NULL,
  plan_at INTEGER,
  outcome TEXT CHECK (outcome = 'planned' OR outcome = 'unreachable' OR outcome = 'dropped'),
  UNIQUE (escalation_id, firing, recipient),
  CHECK ((plan_at IS NULL) = (outcome IS NOT NULL))
) STRICT;
CREATE INDEX escalation_step_to_plan ON escalation_step (plan_at, id) WHERE plan_at IS NOT NULL;

-- Why a message was made, held, merged or not made: the links of `notify why`.
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  alert_id INTEGER REFERENCES alert (id),
  person_id INTEGER REFERENCES person (id),
  destination_id INTEGER REFERENCES destination (id),
  message_id INTEGER REFERENCES message (id),
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX decision_of_alert ON decision (alert_id, id);
CREATE INDEX decision_of_person ON decision (person_id, id);
CREATE INDEX decision_of_message ON decision (message_id) WHERE message_id IS NOT NULL;

-- The way in: how often each address asks, and the requests that are not to be taken twice.
CREATE TABLE caller (
  address TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  burst REAL NOT NULL,
  rate REAL NOT NULL,
  tokens REAL NOT NULL,
  allowed INTEGER NOT NULL CHECK (allowed IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX caller_by_time ON caller (at);

CREATE TABLE seen_request (
  request TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_request_by_time ON seen_request (at);

-- How far a provider that is asked for what is new has been read.
CREATE TABLE poll_position (
  provider TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The secret keys by which texts here are sealed; 'plain' for texts that are not.
CREATE TABLE sealing_key (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Housekeeping -------------------------------------------------------------------------------

CREATE TABLE job_run (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  job TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  actor TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  ok INTEGER CHECK (ok IN (0, 1)),
  counts TEXT,
  error TEXT,
  CHECK ((finished_at IS NULL) = (ok IS NULL))
) STRICT;
CREATE INDEX job_run_of ON job_run (job, started_at);
CREATE INDEX job_run_by_time ON job_run (started_at);

-- Hash-chained over digests: details can be erased and the chain still verifies.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  details TEXT,
  digest TEXT NOT NULL,
  chain TEXT NOT NULL
) STRICT;
CREATE INDEX audit_of ON audit (subject_type, subject_id, id);

-- The end of the chain; its row lock keeps writers in one line.
CREATE TABLE audit_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  last_id INTEGER NOT NULL,
  chain TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (one, last_id, chain) VALUES (1, 0, '');

-- The log of notices as people ask for it.
CREATE VIEW notification_log AS
SELECT m.public_id AS id, m.kind AS notification_type, m.channel, m.state AS status,
       p.name AS recipient, m.address_masked AS address, m.priority, m.purpose, m.reason,
       m.attempts, m.provider, m.provider_id, m.error AS error_message, m.created_at, m.sent_at,
       a.public_id AS alert, a.title AS subject
FROM message m
LEFT JOIN person p ON p.id = m.person_id
LEFT JOIN alert a ON a.id = m.alert_id;
