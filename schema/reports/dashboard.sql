/* tocsin
title = "Dashboard"
description = "What is open, what was told, what moved, and whether the machinery runs."
format = "html"
empty = "Nothing."
[parameters]
since = { type = "time", default = "24h", help = "From then on" }
limit = { type = "integer", default = 10, min = 1, help = "Rows of each list" }
[columns]
reasons = { title = "Why this priority", as = "factors" }
duration_p50_ms = { title = "Duration, median" }
longest_ms = { title = "Longest" }
wait_p50_ms = { title = "Wait, median" }
wait_p95_ms = { title = "Wait, 95 %" }
ok_percent = { title = "Well %" }
each_minor = { title = "Lowest now" }
before_minor = { title = "Lowest before" }
id = { title = "Alert" }
[[card]]
title = "Open alerts"
section = "Alerts"
column = "open"
[[card]]
title = "Open and critical"
section = "Alerts"
column = "critical"
bad_above = 0
[[card]]
title = "Messages that left"
section = "Deliveries"
column = "sent"
[[card]]
title = "Messages that failed"
section = "Deliveries"
column = "failed"
bad_above = 0
[[card]]
title = "Failing pages"
section = "Pages"
column = "failing"
bad_above = 0
[[card]]
title = "Failed job runs"
section = "Machinery"
column = "failed"
bad_above = 0
[[chart]]
title = "Messages by hour"
section = "Deliveries by hour"
type = "bar"
stacked = true
x = "hour_at"
y = ["sent", "not_sent", "failed"]
[[chart]]
title = "Prices that fell and rose, by hour"
section = "Prices by hour"
type = "bar"
stacked = true
x = "hour_at"
y = ["fell", "rose"]
*/
-- section: Alerts
SELECT COUNT(*) AS open, COUNT(CASE WHEN priority = 5 THEN 1 END) AS critical,
       COUNT(CASE WHEN status = 'active' THEN 1 END) AS unacknowledged
FROM alert
WHERE status IN ('active', 'acknowledged', 'snoozed')
-- section: Deliveries
SELECT COUNT(CASE WHEN state IN ('sent', 'delivered', 'read') THEN 1 END) AS sent,
       COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
FROM message
WHERE created_at >= :since
-- section: Pages
SELECT COUNT(CASE WHEN failures > 0 THEN 1 END) AS failing, COUNT(*) AS pages
FROM page
WHERE enabled = 1
-- section: Machinery
SELECT COUNT(*) AS runs, COUNT(CASE WHEN ok = 0 THEN 1 END) AS failed
FROM job_run
WHERE started_at >= :since
-- section: Open alerts
SELECT a.priority, a.status, a.title, a.kind, a.breakdown AS reasons,
       :now - a.first_seen_at AS open_for_ms, p.name AS assignee, a.public_id AS id
FROM alert a
LEFT JOIN person p ON p.id = a.assignee_id
WHERE a.status IN ('active', 'acknowledged', 'snoozed')
ORDER BY a.priority DESC, a.first_seen_at DESC, a.id DESC
LIMIT :limit
-- section: Deliveries by hour
SELECT created_at / 3600000 * 3600000 AS hour_at,
       COUNT(CASE WHEN state IN ('sent', 'delivered', 'read') THEN 1 END) AS sent,
       COUNT(CASE WHEN state IN ('suppressed', 'expired') THEN 1 END) AS not_sent,
       COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
FROM message
WHERE created_at >= :since
GROUP BY created_at / 3600000 * 3600000
ORDER BY hour_at
-- section: Price movers
WITH moved AS (
  SELECT DISTINCT o.event_id FROM offer o WHERE o.changed_at >= :since
),
before AS (
  SELECT o.event_id, MIN(p.each_minor) AS before_minor, p.currency
  FROM moved m
  JOIN offer o ON o.event_id = m.event_id
  JOIN price_point p ON p.offer_id = o.id
    AND p.at = (SELECT MAX(q.at) FROM price_point q WHERE q.offer_id = o.id AND q.at < :since)
  WHERE p.availability IN ('in_stock', 'limited', 'presale')
    AND (o.closed_at IS NULL OR o.closed_at >= :since)
  GROUP BY o.event_id, p.currency
),
today AS (
  SELECT o.event_id, MIN(o.each_minor) AS each_minor, o.currency, COUNT(*) AS offers
  FROM moved m
  JOIN offer o ON o.event_id = m.event_id
  WHERE o.closed_at IS NULL AND o.availability IN ('in_stock', 'limited', 'presale')
  GROUP BY o.event_id, o.currency
)
SELECT e.name AS event, pl.name AS platform, b.before_minor, t.each_minor, t.currency,
       ROUND(100.0 * (t.each_minor - b.before_minor) / NULLIF(b.before_minor, 0), 1)
         AS change_percent,
       t.offers, e.starts_at
FROM today t
JOIN before b ON b.event_id = t.event_id AND b.currency = t.currency
JOIN event e ON e.id = t.event_id
JOIN platform pl ON pl.id = e.platform_id
WHERE t.each_minor <> b.before_minor
ORDER BY ABS(1.0 * (t.each_minor - b.before_minor) / NULLIF(b.before_minor, 0)) DESC, e.id
LIMIT :limit
-- section: Prices by hour
SELECT p.at / 3600000 * 3600000 AS hour_at,
       COUNT(CASE WHEN p.each_minor < q.each_minor THEN 1 END) AS fell,
       COUNT(CASE WHEN p.each_minor > q.each_minor THEN 1 END) AS rose
FROM offer o
JOIN price_point p ON p.offer_id = o.id AND p.at >= :since
JOIN price_point q ON q.offer_id = o.id
  AND q.at = (SELECT MAX(r.at) FROM price_point r WHERE r.offer_id = o.id AND r.at < p.at)
WHERE o.changed_at >= :since
GROUP BY p.at / 3600000 * 3600000
ORDER BY hour_at
-- section: Platforms
SELECT pl.name AS platform,
       CASE WHEN pl.failures > 0 THEN 'failing' ELSE 'ok' END AS status,
       COUNT(p.id) AS pages, COUNT(CASE WHEN p.due_at <= :now THEN 1 END) AS due,
       ROUND(100.0 * COUNT(CASE WHEN p.fetched_at IS NOT NULL AND p.failures = 0 THEN 1 END)
             / NULLIF(COUNT(p.fetched_at), 0), 1) AS ok_percent,
       pl.last_ok_at, pl.last_error
FROM platform pl
LEFT JOIN page p ON p.platform_id = pl.id AND p.enabled = 1
GROUP BY pl.id, pl.name, pl.failures, pl.last_ok_at, pl.last_error
ORDER BY pl.failures DESC, pl.name
-- section: Jobs
SELECT job, COUNT(*) AS runs, COUNT(CASE WHEN ok = 0 THEN 1 END) AS failed,
       COUNT(CASE WHEN finished_at IS NULL AND started_at < :now - 3600000 THEN 1 END) AS unfinished,
       MAX(finished_at - started_at) AS longest_ms, MAX(started_at) AS last_started_at
FROM job_run
WHERE started_at >= :since
GROUP BY job
ORDER BY job
