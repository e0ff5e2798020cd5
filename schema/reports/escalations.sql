/* tocsin
title = "Escalations"
description = "What escalation achieved: how many alerts somebody acknowledged, after which firing of a step, by whom and how soon. Times run from the begin of the escalation, for channels from their message, for people from when a step named them. A firing is one time at which a step told people. Percentiles are nearest-rank."
empty = "Nothing escalated in this period."
[parameters]
since = { type = "time", help = "Begun at or after" }
until = { type = "time", help = "Begun before or at" }
kind = { help = "Only alerts of this kind" }
policy = { help = "Only by this policy" }
[columns]
acknowledged_p50_ms = { title = "Until acknowledged, median" }
resolved_p50_ms = { title = "Until resolved, median" }
share_percent = { title = "Share (%)" }
acknowledged_percent = { title = "Acknowledged (%)" }
hour = { title = "Hour (UTC)" }
[[card]]
title = "Escalated"
section = "Totals"
column = "escalations"
[[card]]
title = "Acknowledged"
section = "Totals"
column = "acknowledged_percent"
[[card]]
title = "Answered by nobody"
section = "Totals"
column = "spent"
bad_above = 0
[[card]]
title = "Until acknowledged"
section = "Totals"
column = "acknowledged_p50_ms"
[[chart]]
title = "Where they ended (%)"
section = "Firings"
type = "bar"
x = "firings"
y = ["share_percent", "acknowledged_percent"]
[[chart]]
title = "By the hour of their begin"
section = "Hours"
type = "bar"
x = "hour"
y = ["escalations", "acknowledged"]
*/
-- common:
WITH chosen AS (
  SELECT e.id, e.alert_id, e.policy, e.state, e.reason, e.firings, e.started_at, e.ended_at,
         CASE WHEN e.reason = 'acknowledged' THEN 1 ELSE 0 END AS acknowledged,
         CASE WHEN e.reason = 'acknowledged' THEN e.ended_at - e.started_at END AS acknowledged_ms,
         CASE WHEN a.status = 'resolved' AND a.ended_at >= e.started_at
              THEN a.ended_at - e.started_at END AS resolved_ms
  FROM escalation e
  JOIN alert a ON a.id = e.alert_id
  WHERE e.started_at >= :since AND e.started_at <= :until
    AND (:kind IS NULL OR a.kind = :kind) AND (:policy IS NULL OR e.policy = :policy)
)
-- section: Totals
WITH acknowledged AS (
  SELECT acknowledged_ms, ROW_NUMBER() OVER (ORDER BY acknowledged_ms) AS place,
         COUNT(*) OVER () AS n
  FROM chosen
  WHERE acknowledged_ms IS NOT NULL
),
resolved AS (
  SELECT resolved_ms, ROW_NUMBER() OVER (ORDER BY resolved_ms) AS place, COUNT(*) OVER () AS n
  FROM chosen
  WHERE resolved_ms IS NOT NULL
)
SELECT COUNT(*) AS escalations,
       COUNT(CASE WHEN state <> 'ended' THEN 1 END) AS open,
       SUM(acknowledged) AS acknowledged,
       ROUND(100.0 * SUM(acknowledged) / COUNT(*), 1) AS acknowledged_percent,
       COUNT(CASE WHEN reason = 'resolved' THEN 1 END) AS resolved,
       COUNT(CASE WHEN reason = 'spent' THEN 1 END) AS spent,
       (SELECT MIN(CASE WHEN place * 100 >= n * 50 THEN acknowledged_ms END) FROM acknowledged)
         AS acknowledged_p50_ms,
       (SELECT MIN(CASE WHEN place * 100 >= n * 50 THEN resolved_ms END) FROM resolved)
         AS resolved_p50_ms
FROM chosen
HAVING COUNT(*) > 0
-- section: Firings
WITH ranked AS (
  SELECT policy, firings, acknowledged_ms,
         ROW_NUMBER() OVER (PARTITION BY policy, firings ORDER BY acknowledged_ms) AS place,
         COUNT(*) OVER (PARTITION BY policy, firings) AS n
  FROM chosen
  WHERE acknowledged_ms IS NOT NULL
),
typical AS (
  SELECT policy, firings, MIN(CASE WHEN place * 100 >= n * 50 THEN acknowledged_ms END) AS p50
  FROM ranked
  GROUP BY policy, firings
)
SELECT c.policy, c.firings, COUNT(*) AS escalations,
       ROUND(100.0 * COUNT(*) / MIN(w.n), 1) AS share_percent,
       ROUND(100.0 * SUM(c.acknowledged) / COUNT(*), 1) AS acknowledged_percent,
       MIN(t.p50) AS acknowledged_p50_ms
FROM chosen c
JOIN (SELECT policy, COUNT(*) AS n FROM chosen WHERE state = 'ended' GROUP BY policy) w
  ON w.policy = c.policy
LEFT JOIN typical t ON t.policy = c.policy AND t.firings = c.firings
WHERE c.state = 'ended'
GROUP BY c.policy, c.firings
ORDER BY c.policy, c.firings
-- section: People
WITH told AS (
  SELECT s.recipient, c.id, c.acknowledged, MAX(CASE WHEN s.firing = c.firings THEN 1 ELSE 0 END)
           AS was_last,
         c.ended_at - MAX(s.at) AS after_ms
  FROM chosen c
  JOIN escalation_step s ON s.escalation_id = c.id
  GROUP BY s.recipient, c.id, c.acknowledged, c.ended_at
),
ranked AS (
  SELECT recipient, after_ms,
         ROW_NUMBER() OVER (PARTITION BY recipient ORDER BY after_ms) AS place,
         COUNT(*) OVER (PARTITION BY recipient) AS n
  FROM told
  WHERE acknowledged = 1 AND was_last = 1 AND after_ms >= 0
),
typical AS (
  SELECT recipient, MIN(CASE WHEN place * 100 >= n * 50 THEN after_ms END) AS p50
  FROM ranked
  GROUP BY recipient
)
SELECT COALESCE(p.name, o.name, t.recipient) AS who, COUNT(*) AS escalations,
       SUM(t.acknowledged * t.was_last) AS acknowledged,
       ROUND(100.0 * SUM(t.acknowledged * t.was_last) / COUNT(*), 1) AS acknowledged_percent,
       MIN(y.p50) AS acknowledged_p50_ms
FROM told t
LEFT JOIN person p ON t.recipient = 'person:' || p.id
LEFT JOIN organization o ON t.recipient = 'organization:' || o.id
LEFT JOIN typical y ON y.recipient = t.recipient
GROUP BY t.recipient, p.name, o.name
ORDER BY COUNT(*) DESC, who
-- section: Channels
WITH sent AS (
  SELECT m.channel, m.id, CASE WHEN m.state IN ('sent', 'delivered', 'read') THEN 1 ELSE 0 END
           AS arrived,
         CASE WHEN c.acknowledged = 1 AND m.created_at <= c.ended_at
                   AND m.created_at >= (SELECT MAX(s.at) FROM escalation_step s
                                        WHERE s.escalation_id = c.id)
              THEN c.ended_at - m.created_at END AS after_ms
  FROM chosen c
  JOIN message m ON m.alert_id = c.alert_id AND m.purpose = 'escalation'
   AND m.created_at >= c.started_at AND m.created_at <= COALESCE(c.ended_at, :until)
),
ranked AS (
  SELECT channel, after_ms, ROW_NUMBER() OVER (PARTITION BY channel ORDER BY after_ms) AS place,
         COUNT(*) OVER (PARTITION BY channel) AS n
  FROM sent
  WHERE after_ms IS NOT NULL
),
typical AS (
  SELECT channel, MIN(CASE WHEN place * 100 >= n * 50 THEN after_ms END) AS p50
  FROM ranked
  GROUP BY channel
)
SELECT s.channel, COUNT(*) AS messages, SUM(s.arrived) AS arrived,
       COUNT(s.after_ms) AS acknowledged, MIN(t.p50) AS acknowledged_p50_ms
FROM sent s
LEFT JOIN typical t ON t.channel = s.channel
GROUP BY s.channel
ORDER BY COUNT(*) DESC, s.channel
-- section: Hours
WITH timed AS (
  SELECT (started_at / 3600000) % 24 AS hour, acknowledged, acknowledged_ms FROM chosen
),
ranked AS (
  SELECT hour, acknowledged_ms, ROW_NUMBER() OVER (PARTITION BY hour ORDER BY acknowledged_ms)
           AS place,
         COUNT(*) OVER (PARTITION BY hour) AS n
  FROM timed
  WHERE acknowledged_ms IS NOT NULL
),
typical AS (
  SELECT hour, MIN(CASE WHEN place * 100 >= n * 50 THEN acknowledged_ms END) AS p50
  FROM ranked
  GROUP BY hour
)
SELECT t.hour, COUNT(*) AS escalations, SUM(t.acknowledged) AS acknowledged,
       MIN(y.p50) AS acknowledged_p50_ms
FROM timed t
LEFT JOIN typical y ON y.hour = t.hour
GROUP BY t.hour
ORDER BY t.hour
