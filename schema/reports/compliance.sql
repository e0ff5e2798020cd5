/* tocsin
title = "SLA compliance"
description = "Of the clocks that were decided in the period, those on time: a clock is met when it stopped within its target, and breached from the instant on at which the target was used up. Times are working time by the calendar of the policy, without pauses. A ticket counts by the priority, the client and the agent it has now. The interval of a rate is Wilson's, of 95 %: few clocks say little. Percentiles are nearest-rank; weeks begin on Monday, UTC. What is open is as of the last run of sla-check."
empty = "No clock was decided in this period."
[parameters]
since = { type = "time", default = "90d", help = "Decided at or after" }
until = { type = "time", help = "Decided before or at" }
clock = { help = "Only this clock", one_of = ["first_response", "next_response", "resolution"] }
organization = { help = "Only this client: name or external ID" }
priority = { help = "Only tickets of this priority", one_of = ["critical", "high", "medium", "low"] }
team = { help = "Only tickets of this team: name or external ID" }
agent = { help = "Only tickets assigned to this person: name or external ID" }
limit = { type = "integer", default = 50, min = 1, help = "At most so many breaches" }
[columns]
clock = { as = "word" }
priority_client = { title = "Priority client", as = "flag" }
on_time_percent = { title = "On time" }
percent_low = { title = "From", as = "percent" }
percent_high = { title = "To", as = "percent" }
week_at = { title = "Week", as = "week" }
taken_p50_ms = { title = "Median" }
taken_p75_ms = { title = "75 %" }
taken_p90_ms = { title = "90 %" }
taken_p95_ms = { title = "95 %" }
longest_ms = { title = "Longest" }
taken = { title = "Working time" }
of_target = { title = "Of the target" }
decided_at = { title = "Breached" }
late_ms = { title = "Late by" }
story = { as = "story" }
[[card]]
title = "First responses on time"
section = "On time"
column = "first_response_percent"
bad_below = 90
[[card]]
title = "Resolutions on time"
section = "On time"
column = "resolution_percent"
bad_below = 90
[[card]]
title = "Clocks decided"
section = "On time"
column = "decided"
[[card]]
title = "Tickets in breach now"
section = "Open now"
column = "in_breach"
bad_above = 0
[[card]]
title = "Open tickets at risk"
section = "Open now"
column = "at_risk"
[[chart]]
title = "On time by week, with intervals of 95 %"
section = "By week"
type = "line"
x = "week_at"
y = ["on_time_percent"]
interval = ["percent_low", "percent_high"]
series = "clock"
[[chart]]
title = "On time by priority, with intervals of 95 %"
section = "By priority"
type = "bar"
x = "priority"
y = ["on_time_percent"]
interval = ["percent_low", "percent_high"]
series = "clock"
[[chart]]
title = "Clocks by working time until the response or the resolution"
section = "Distribution"
type = "bar"
x = "taken"
y = ["first_response", "next_response", "resolution"]
[[chart]]
title = "Clocks by share of the target used"
section = "Against the target"
type = "bar"
x = "of_target"
y = ["first_response", "next_response", "resolution"]
*/
-- common:
WITH chosen AS NOT MATERIALIZED (
  SELECT t.*
  FROM ticket t
  WHERE (:priority IS NULL OR t.priority = :priority)
    AND (:organization IS NULL OR t.organization_id IN (
           SELECT o.id FROM organization o
           WHERE o.name = :organization OR o.external_id = :organization))
    AND (:team IS NULL OR t.team_id IN (
           SELECT g.id FROM team g WHERE g.name = :team OR g.external_id = :team))
    AND (:agent IS NULL OR t.assignee_id IN (
           SELECT p.id FROM person p WHERE p.name = :agent OR p.external_id = :agent))
),
decided AS (
  SELECT c.id, c.ticket_id, c.kind AS clock, c.started_at, c.policy, c.target_s, c.state, c.due_at,
         c.stopped_at, c.worked_s, c.decided_at, t.priority, t.organization_id, t.assignee_id
  FROM ticket_clock c
  JOIN chosen t ON t.id = c.ticket_id
  WHERE c.decided_at >= :since AND c.decided_at <= :until AND (:clock IS NULL OR c.kind = :clock)
)
-- The intervals below: E. B. Wilson, "Probable inference, the law of succession, and statistical
-- inference", Journal of the American Statistical Association 22 (1927). Of n clocks k were on time;
-- z² = 3.8414588, of the normal quantile of 97.5 %; e = k + z²/2 + √(z² (k (n − k)/n + z²/4)). The
-- interval ends at e/(n + z²) and begins at k²/(n e): the usual form, without its cancellation.
-- section: On time
SELECT COUNT(*) AS decided,
       ROUND(100.0 * COUNT(CASE WHEN clock = 'first_response' AND state = 'met' THEN 1 END)
             / NULLIF(COUNT(CASE WHEN clock = 'first_response' THEN 1 END), 0), 1)
         AS first_response_percent,
       ROUND(100.0 * COUNT(CASE WHEN clock = 'next_response' AND state = 'met' THEN 1 END)
             / NULLIF(COUNT(CASE WHEN clock = 'next_response' THEN 1 END), 0), 1)
         AS next_response_percent,
       ROUND(100.0 * COUNT(CASE WHEN clock = 'resolution' AND state = 'met' THEN 1 END)
             / NULLIF(COUNT(CASE WHEN clock = 'resolution' THEN 1 END), 0), 1)
         AS resolution_percent
FROM decided
-- section: Open now
SELECT COUNT(CASE WHEN t.sla_status = 'breach' THEN 1 END) AS in_breach,
       COUNT(CASE WHEN t.sla_status <> 'breach' THEN 1 END) AS at_risk
FROM chosen t
WHERE t.sla_status IN ('breach', 'critical', 'warning')
  AND (:clock IS NULL OR EXISTS (
         SELECT 1 FROM ticket_clock c
         WHERE c.ticket_id = t.id AND c.kind = :clock AND c.stopped_at IS NULL
           AND (c.state = 'breached' OR t.sla_status <> 'breach')))
-- section: By clock
WITH counted AS (
  SELECT clock, COUNT(*) AS n, COUNT(CASE WHEN state = 'met' THEN 1 END) AS met
  FROM decided
  GROUP BY clock
),
rated AS (
  SELECT clock, n, met, met + 1.920729410347062
         + SQRT(3.841458820694124 * (1.0 * met * (n - met) / n + 0.960364705173531)) AS e
  FROM counted
)
SELECT clock, n AS decided, met, n - met AS breached, ROUND(100.0 * met / n, 1) AS on_time_percent,
       ROUND(100.0 * met * met / (n * e), 1) AS percent_low,
       ROUND(100 * e / (n + 3.841458820694124), 1) AS percent_high
FROM rated
ORDER BY clock
-- section: By week
WITH counted AS (
  SELECT clock, (decided_at + 259200000) / 604800000 * 604800000 - 259200000 AS week_at,
         COUNT(*) AS n, COUNT(CASE WHEN state = 'met' THEN 1 END) AS met
  FROM decided
  GROUP BY clock, week_at
),
week (week_at) AS (
  SELECT MIN(week_at) FROM counted HAVING COUNT(*) > 0
  UNION ALL
  SELECT week_at + 604800000 FROM week WHERE week_at < (SELECT MAX(week_at) FROM counted)
),
rated AS (
  SELECT w.week_at, k.clock, n.n, n.met, n.met + 1.920729410347062
         + SQRT(3.841458820694124 * (1.0 * n.met * (n.n - n.met) / n.n + 0.960364705173531)) AS e
  FROM week w
  CROSS JOIN (SELECT DISTINCT clock FROM counted) AS k
  LEFT JOIN counted n ON n.week_at = w.week_at AND n.clock = k.clock
)
SELECT week_at, clock, COALESCE(n, 0) AS decided, COALESCE(met, 0) AS met,
       COALESCE(n - met, 0) AS breached, ROUND(100.0 * met / n, 1) AS on_time_percent,
       ROUND(100.0 * met * met / (n * e), 1) AS percent_low,
       ROUND(100 * e / (n + 3.841458820694124), 1) AS percent_high
FROM rated
ORDER BY week_at, clock
-- section: By priority
WITH counted AS (
  SELECT priority, clock, COUNT(*) AS n, COUNT(CASE WHEN state = 'met' THEN 1 END) AS met
  FROM decided
  GROUP BY priority, clock
),
rated AS (
  SELECT priority, clock, n, met, met + 1.920729410347062
         + SQRT(3.841458820694124 * (1.0 * met * (n - met) / n + 0.960364705173531)) AS e
  FROM counted
)
SELECT priority, clock, n AS decided, met, n - met AS breached,
       ROUND(100.0 * met / n, 1) AS on_time_percent,
       ROUND(100.0 * met * met / (n * e), 1) AS percent_low,
       ROUND(100 * e / (n + 3.841458820694124), 1) AS percent_high
FROM rated
ORDER BY CASE priority WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END,
         clock
-- section: By client
WITH counted AS (
  SELECT organization_id, clock, COUNT(*) AS n, COUNT(CASE WHEN state = 'met' THEN 1 END) AS met
  FROM decided
  GROUP BY organization_id, clock
),
rated AS (
  SELECT organization_id, clock, n, met, met + 1.920729410347062
         + SQRT(3.841458820694124 * (1.0 * met * (n - met) / n + 0.960364705173531)) AS e,
         SUM(n - met) OVER (PARTITION BY organization_id) AS breaches
  FROM counted
)
SELECT COALESCE(o.name, '(none)') AS client, o.priority_client, r.clock, r.n AS decided, r.met,
       r.n - r.met AS breached, ROUND(100.0 * r.met / r.n, 1) AS on_time_percent,
       ROUND(100.0 * r.met * r.met / (r.n * r.e), 1) AS percent_low,
       ROUND(100 * r.e / (r.n + 3.841458820694124), 1) AS percent_high
FROM rated r
LEFT JOIN organization o ON o.id = r.organization_id
ORDER BY r.breaches DESC, COALESCE(r.organization_id, 0), r.clock
-- section: By agent
WITH counted AS (
  SELECT assignee_id, clock, COUNT(*) AS n, COUNT(CASE WHEN state = 'met' THEN 1 END) AS met
  FROM decided
  GROUP BY assignee_id, clock
),
rated AS (
  SELECT assignee_id, clock, n, met, met + 1.920729410347062
         + SQRT(3.841458820694124 * (1.0 * met * (n - met) / n + 0.960364705173531)) AS e,
         SUM(n - met) OVER (PARTITION BY assignee_id) AS breaches
  FROM counted
)
SELECT COALESCE(p.name, '(nobody)') AS agent, r.clock, r.n AS decided, r.met,
       r.n - r.met AS breached, ROUND(100.0 * r.met / r.n, 1) AS on_time_percent,
       ROUND(100.0 * r.met * r.met / (r.n * r.e), 1) AS percent_low,
       ROUND(100 * r.e / (r.n + 3.841458820694124), 1) AS percent_high
FROM rated r
LEFT JOIN person p ON p.id = r.assignee_id
ORDER BY r.breaches DESC, COALESCE(r.assignee_id, 0), r.clock
-- section: Time taken
WITH placed AS (
  SELECT clock, priority, worked_s,
         ROW_NUMBER() OVER (PARTITION BY clock, priority, worked_s IS NULL ORDER BY worked_s) AS place,
         COUNT(*) OVER (PARTITION BY clock, priority, worked_s IS NULL) AS n
  FROM decided
)
SELECT clock, priority, COUNT(worked_s) AS stopped, COUNT(*) - COUNT(worked_s) AS still_open,
       MIN(CASE WHEN place * 100 >= n * 50 THEN worked_s END) * 1000 AS taken_p50_ms,
       MIN(CASE WHEN place * 100 >= n * 75 THEN worked_s END) * 1000 AS taken_p75_ms,
       MIN(CASE WHEN place * 100 >= n * 90 THEN worked_s END) * 1000 AS taken_p90_ms,
       MIN(CASE WHEN place * 100 >= n * 95 THEN worked_s END) * 1000 AS taken_p95_ms,
       MAX(worked_s) * 1000 AS longest_ms
FROM placed
GROUP BY clock, priority
ORDER BY clock,
         CASE priority WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END
-- section: Distribution
WITH bucket (place, from_s, taken) AS (
  VALUES (1, 0, 'under 15 min'), (2, 900, '15–30 min'), (3, 1800, '30–60 min'), (4, 3600, '1–2 h'),
         (5, 7200, '2–4 h'), (6, 14400, '4–8 h'), (7, 28800, '8–24 h'), (8, 86400, '1–2 d'),
         (9, 172800, '2–3 d'), (10, 259200, '3–7 d'), (11, 604800, '7 d or more')
),
counted AS (
  SELECT clock, (SELECT MAX(b.place) FROM bucket b WHERE b.from_s <= d.worked_s) AS place,
         COUNT(*) AS n
  FROM decided d
  WHERE d.worked_s IS NOT NULL
  GROUP BY 1, 2
)
SELECT b.taken,
       CAST(SUM(CASE WHEN n.clock = 'first_response' THEN n.n ELSE 0 END) AS BIGINT)
         AS first_response,
       CAST(SUM(CASE WHEN n.clock = 'next_response' THEN n.n ELSE 0 END) AS BIGINT)
         AS next_response,
       CAST(SUM(CASE WHEN n.clock = 'resolution' THEN n.n ELSE 0 END) AS BIGINT) AS resolution
FROM bucket b
LEFT JOIN counted n ON n.place = b.place
WHERE EXISTS (SELECT 1 FROM counted)
GROUP BY b.place, b.taken
ORDER BY b.place
-- section: Against the target
WITH bucket (place, above_percent, of_target) AS (
  VALUES (1, -1, 'up to 25 %'), (2, 25, '25–50 %'), (3, 50, '50–75 %'), (4, 75, '75–90 %'),
         (5, 90, '90–100 %'), (6, 100, '100–125 %'), (7, 125, '125–150 %'), (8, 150, '150–200 %'),
         (9, 200, 'over 200 %')
),
counted AS (
  SELECT clock,
         (SELECT MAX(b.place) FROM bucket b WHERE b.above_percent * d.target_s < d.worked_s * 100)
           AS place,
         COUNT(*) AS n
  FROM decided d
  WHERE d.worked_s IS NOT NULL
  GROUP BY 1, 2
)
SELECT b.of_target,
       CAST(SUM(CASE WHEN n.clock = 'first_response' THEN n.n ELSE 0 END) AS BIGINT)
         AS first_response,
       CAST(SUM(CASE WHEN n.clock = 'next_response' THEN n.n ELSE 0 END) AS BIGINT)
         AS next_response,
       CAST(SUM(CASE WHEN n.clock = 'resolution' THEN n.n ELSE 0 END) AS BIGINT) AS resolution
FROM bucket b
LEFT JOIN counted n ON n.place = b.place
WHERE EXISTS (SELECT 1 FROM counted)
GROUP BY b.place, b.of_target
ORDER BY b.place
-- section: Breaches
-- The story holds no comments, and no address by which somebody is called in a trail.
WITH late AS (
  SELECT *
  FROM decided
  WHERE state = 'breached'
  ORDER BY decided_at DESC, id DESC
  LIMIT :limit
),
happened (id, at, turn, what) AS (
  SELECT l.id, t.created_at, 0,
         'created' || COALESCE(', ' || CASE
           WHEN EXISTS (SELECT 1 FROM ticket_activity a
                        WHERE a.ticket_id = t.id AND a.kind = 'priority')
           THEN (SELECT a.from_value FROM ticket_activity a
                 WHERE a.ticket_id = t.id AND a.kind = 'priority' ORDER BY a.at, a.id LIMIT 1)
           ELSE t.priority END, '')
  FROM late l
  JOIN ticket t ON t.id = l.ticket_id
  UNION ALL
  SELECT l.id, l.started_at, 1, 'asked again'
  FROM late l
  WHERE l.clock = 'next_response'
  UNION ALL
  SELECT l.id, t.first_response_at, 2, 'first response'
  FROM late l
  JOIN ticket t ON t.id = l.ticket_id
  WHERE t.first_response_at IS NOT NULL
  UNION ALL
  SELECT l.id, l.stopped_at, 3, 'answered'
  FROM late l
  WHERE l.clock = 'next_response' AND l.stopped_at IS NOT NULL
  UNION ALL
  SELECT l.id, t.resolved_at, 4, 'resolved'
  FROM late l
  JOIN ticket t ON t.id = l.ticket_id
  WHERE t.resolved_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM ticket_activity a
                    WHERE a.ticket_id = t.id AND a.kind = 'status' AND a.at = t.resolved_at)
  UNION ALL
  SELECT l.id, l.due_at, 5, REPLACE(l.clock, '_', ' ') || ' due'
  FROM late l
  WHERE l.due_at IS NOT NULL
  UNION ALL
  SELECT l.id, a.at, 5 + a.id, CASE a.kind
           WHEN 'assign' THEN CASE WHEN a.to_value IS NULL THEN 'given back' ELSE 'assigned to '
             || COALESCE((SELECT p.name FROM person p
                          WHERE p.external_id = a.to_value AND p.source = a.source),
                         (SELECT MIN(p.name) FROM person p
                          WHERE p.external_id = a.to_value HAVING COUNT(*) = 1),
                         CASE WHEN a.to_value LIKE '%@%' THEN 'somebody' ELSE a.to_value END) END
           WHEN 'priority' THEN 'priority ' || COALESCE(a.from_value || ' → ', '') || a.to_value
           WHEN 'type' THEN 'type ' || COALESCE(a.to_value, 'none')
           WHEN 'organization' THEN 'client '
             || COALESCE((SELECT o.name FROM organization o
                          WHERE o.external_id = a.to_value AND o.source = a.source),
                         a.to_value, 'none')
           WHEN 'merge' THEN CASE WHEN a.to_value IS NULL THEN a.from_value || ' merged into it'
                                  ELSE 'merged into ' || a.to_value END
           WHEN 'sla' THEN 'due moved: ' || a.text
           ELSE CASE
             WHEN a.to_value IN ('open', 'in_progress')
               THEN CASE WHEN a.from_value = 'waiting' THEN 'waiting ended'
                         WHEN a.from_value IN ('resolved', 'closed', 'cancelled') THEN 'reopened'
                         ELSE REPLACE(a.to_value, '_', ' ') END
             ELSE a.to_value END
         END
  FROM late l
  JOIN ticket_activity a ON a.ticket_id = l.ticket_id
  WHERE a.kind IN ('status', 'priority', 'type', 'assign', 'organization', 'merge', 'sla')
),
placed AS (
  SELECT id, CAST(at AS TEXT) || ' ' || REPLACE(what, '
', ' ') AS line, ROW_NUMBER() OVER (PARTITION BY id ORDER BY at, turn) AS place,
         COUNT(*) OVER (PARTITION BY id) AS places
  FROM happened
  WHERE what IS NOT NULL
),
told (id, place, places, story) AS (
  SELECT id, place, places, line FROM placed WHERE place = 1
  UNION ALL
  SELECT s.id, n.place, n.places, s.story || '
' || n.line || CASE WHEN n.place = 40 AND n.places > 40 THEN ', and more' ELSE '' END
  FROM told s
  JOIN placed n ON n.id = s.id AND n.place = s.place + 1
  WHERE s.place < 40
)
SELECT l.decided_at, k.number AS ticket, k.subject, o.name AS client, p.name AS agent, l.priority,
       l.clock, CASE WHEN l.stopped_at IS NULL THEN 'overdue' ELSE 'late' END AS status,
       (l.worked_s - l.target_s) * 1000 AS late_ms, l.target_s * 1000 AS target_ms, l.due_at, l.policy,
       s.story
FROM late l
JOIN ticket k ON k.id = l.ticket_id
LEFT JOIN organization o ON o.id = l.organization_id
LEFT JOIN person p ON p.id = l.assignee_id
JOIN told s ON s.id = l.id AND s.place = CASE WHEN s.places < 40 THEN s.places ELSE 40 END
ORDER BY l.decided_at DESC, l.id DESC
