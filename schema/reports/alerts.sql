/* tocsin
title = "Alerts"
description = "What is open now, what was raised in the period, and how long people took. Times to acknowledge and to resolve run from the first sighting; percentiles are nearest-rank."
empty = "No alert matches."
[parameters]
since = { type = "time", help = "Raised at or after (open alerts are always listed)" }
until = { type = "time", help = "Raised before or at" }
kind = { help = "Only this kind" }
status = { help = "Only in this state", one_of = ["active", "acknowledged", "snoozed", "resolved", "ignored"] }
severity = { help = "Only of this severity", one_of = ["low", "medium", "high", "critical"] }
platform = { help = "Only about this platform" }
limit = { type = "integer", default = 50, min = 1, help = "Rows a page" }
page = { type = "integer", default = 1, min = 1, help = "Which page" }
[columns]
reasons = { title = "Why this priority", as = "factors" }
acknowledge_p50_ms = { title = "To acknowledge, median" }
resolve_p50_ms = { title = "To resolve, median" }
resolve_p95_ms = { title = "To resolve, 95 %" }
resolution_ms = { title = "Resolved in" }
id = { title = "Alert" }
[[card]]
title = "Open"
section = "Totals"
column = "open"
[[card]]
title = "Open and critical"
section = "Totals"
column = "critical"
bad_above = 0
[[card]]
title = "Nobody has it yet"
section = "Totals"
column = "unacknowledged"
[[card]]
title = "Raised in the period"
section = "Totals"
column = "raised"
[[card]]
title = "Oldest open"
section = "Totals"
column = "oldest_ms"
[[chart]]
title = "Alerts raised, by priority"
section = "Over time"
type = "bar"
stacked = true
x = "from_at"
y = ["medium_or_lower", "high", "critical"]
*/
-- section: Totals
SELECT COUNT(CASE WHEN status IN ('active', 'acknowledged', 'snoozed') THEN 1 END) AS open,
       COUNT(CASE WHEN status IN ('active', 'acknowledged', 'snoozed') AND priority = 5
                  THEN 1 END) AS critical,
       COUNT(CASE WHEN status = 'active' THEN 1 END) AS unacknowledged,
       COUNT(CASE WHEN first_seen_at >= :since AND first_seen_at <= :until THEN 1 END) AS raised,
       :now - MIN(CASE WHEN status IN ('active', 'acknowledged', 'snoozed')
                       THEN first_seen_at END) AS oldest_ms
FROM alert
WHERE (status IN ('active', 'acknowledged', 'snoozed')
       OR (first_seen_at >= :since AND first_seen_at <= :until))
  AND (:kind IS NULL OR kind = :kind)
  AND (:status IS NULL OR status = :status)
  AND (:severity IS NULL OR priority = CASE :severity WHEN 'low' THEN 2 WHEN 'medium' THEN 3
                                                      WHEN 'high' THEN 4 ELSE 5 END)
  AND (:platform IS NULL OR labels LIKE '%"platform":"' || :platform || '"%')
-- section: Open
SELECT a.priority, a.status, a.title, a.kind, a.breakdown AS reasons, a.first_seen_at,
       :now - a.first_seen_at AS open_for_ms, a.times_seen, p.name AS assignee, a.public_id AS id
FROM alert a
LEFT JOIN person p ON p.id = a.assignee_id
WHERE a.status IN ('active', 'acknowledged', 'snoozed')
  AND (:kind IS NULL OR a.kind = :kind)
  AND (:status IS NULL OR a.status = :status)
  AND (:severity IS NULL OR a.priority = CASE :severity WHEN 'low' THEN 2 WHEN 'medium' THEN 3
                                                        WHEN 'high' THEN 4 ELSE 5 END)
  AND (:platform IS NULL OR a.labels LIKE '%"platform":"' || :platform || '"%')
ORDER BY a.priority DESC, a.first_seen_at, a.id
LIMIT :limit OFFSET (:page - 1) * :limit
-- section: Ended
SELECT a.priority, a.status, a.title, a.kind, a.breakdown AS reasons, a.first_seen_at, a.ended_at,
       a.acknowledged_at - a.first_seen_at AS acknowledged_in_ms,
       a.ended_at - a.first_seen_at AS resolution_ms, a.public_id AS id
FROM alert a
WHERE a.status IN ('resolved', 'ignored') AND a.first_seen_at >= :since AND a.first_seen_at <= :until
  AND (:kind IS NULL OR a.kind = :kind)
  AND (:status IS NULL OR a.status = :status)
  AND (:severity IS NULL OR a.priority = CASE :severity WHEN 'low' THEN 2 WHEN 'medium' THEN 3
                                                        WHEN 'high' THEN 4 ELSE 5 END)
  AND (:platform IS NULL OR a.labels LIKE '%"platform":"' || :platform || '"%')
ORDER BY a.ended_at DESC, a.id DESC
LIMIT :limit OFFSET (:page - 1) * :limit
-- section: By kind
WITH chosen AS (
  SELECT kind, status, acknowledged_at - first_seen_at AS acknowledge_ms,
         CASE WHEN status = 'resolved' THEN ended_at - first_seen_at END AS resolve_ms
  FROM alert
  WHERE first_seen_at >= :since AND first_seen_at <= :until
    AND (:kind IS NULL OR kind = :kind)
    AND (:platform IS NULL OR labels LIKE '%"platform":"' || :platform || '"%')
),
acknowledged AS (
  SELECT kind, acknowledge_ms,
         ROW_NUMBER() OVER (PARTITION BY kind ORDER BY acknowledge_ms) AS place,
         COUNT(*) OVER (PARTITION BY kind) AS n
  FROM chosen
  WHERE acknowledge_ms IS NOT NULL
),
resolved AS (
  SELECT kind, resolve_ms,
         ROW_NUMBER() OVER (PARTITION BY kind ORDER BY resolve_ms) AS place,
         COUNT(*) OVER (PARTITION BY kind) AS n
  FROM chosen
  WHERE resolve_ms IS NOT NULL
)
SELECT c.kind, COUNT(*) AS raised,
       COUNT(CASE WHEN c.status IN ('active', 'acknowledged', 'snoozed') THEN 1 END) AS open,
       COUNT(CASE WHEN c.status = 'resolved' THEN 1 END) AS resolved,
       COUNT(CASE WHEN c.status = 'ignored' THEN 1 END) AS ignored,
       (SELECT MIN(t.acknowledge_ms) FROM acknowledged t
        WHERE t.kind = c.kind AND t.place * 100 >= t.n * 50) AS acknowledge_p50_ms,
       (SELECT MIN(t.resolve_ms) FROM resolved t
        WHERE t.kind = c.kind AND t.place * 100 >= t.n * 50) AS resolve_p50_ms,
       (SELECT MIN(t.resolve_ms) FROM resolved t
        WHERE t.kind = c.kind AND t.place * 100 >= t.n * 95) AS resolve_p95_ms
FROM chosen c
GROUP BY c.kind
ORDER BY COUNT(*) DESC, c.kind
-- section: Over time
WITH sized AS (
  SELECT priority,
         first_seen_at / CASE WHEN :until - :since <= 345600000 THEN 3600000 ELSE 86400000 END
         * CASE WHEN :until - :since <= 345600000 THEN 3600000 ELSE 86400000 END AS from_at
  FROM alert
  WHERE first_seen_at >= :since AND first_seen_at <= :until
    AND (:kind IS NULL OR kind = :kind)
    AND (:platform IS NULL OR labels LIKE '%"platform":"' || :platform || '"%')
)
SELECT from_at, COUNT(*) AS raised, COUNT(CASE WHEN priority = 5 THEN 1 END) AS critical,
       COUNT(CASE WHEN priority = 4 THEN 1 END) AS high,
       COUNT(CASE WHEN priority <= 3 THEN 1 END) AS medium_or_lower
FROM sized
GROUP BY from_at
ORDER BY from_at
