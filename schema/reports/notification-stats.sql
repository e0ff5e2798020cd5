/* tocsin
title = "Notification statistics"
description = "Success is the share of messages that left among those that left or were given up. Wait runs from planning to sending; latency is what the provider took for the attempt that succeeded. Percentiles are nearest-rank."
empty = "No message in this period."
[parameters]
since = { type = "time", help = "Made at or after" }
until = { type = "time", help = "Made before or at" }
kind = { help = "Only this kind" }
channel = { help = "Only this channel" }
[columns]
notification_type = { title = "Kind" }
error_message = { title = "Error" }
wait_p50_ms = { title = "Wait, median" }
wait_p95_ms = { title = "Wait, 95 %" }
latency_p50_ms = { title = "Latency, median" }
latency_p95_ms = { title = "Latency, 95 %" }
latency_p99_ms = { title = "Latency, 99 %" }
[[card]]
title = "Messages"
section = "Totals"
column = "messages"
[[card]]
title = "Delivered"
section = "Totals"
column = "success_percent"
bad_below = 95
[[card]]
title = "Failed"
section = "Totals"
column = "failed"
bad_above = 0
[[card]]
title = "Not sent, with a reason"
section = "Totals"
column = "not_sent"
[[card]]
title = "Waiting"
section = "Totals"
column = "waiting"
[[chart]]
title = "Messages by outcome"
section = "Over time"
type = "bar"
stacked = true
x = "from_at"
y = ["sent", "not_sent", "failed"]
[[chart]]
title = "Provider latency, 95th percentile (s)"
section = "Channels"
type = "bar"
x = "channel"
y = ["latency_p95_ms"]
*/
-- section: Totals
SELECT COUNT(*) AS messages,
       COUNT(CASE WHEN state IN ('sent', 'delivered', 'read') THEN 1 END) AS sent,
       COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed,
       COUNT(CASE WHEN state IN ('suppressed', 'expired') THEN 1 END) AS not_sent,
       COUNT(CASE WHEN state IN ('pending', 'sending', 'held', 'uncertain') THEN 1 END) AS waiting,
       ROUND(100.0 * COUNT(CASE WHEN state IN ('sent', 'delivered', 'read') THEN 1 END)
             / NULLIF(COUNT(CASE WHEN state IN ('sent', 'delivered', 'read', 'failed') THEN 1 END),
                      0), 1) AS success_percent
FROM message
WHERE created_at >= :since AND created_at <= :until
  AND (:kind IS NULL OR kind = :kind) AND (:channel IS NULL OR channel = :channel)
-- section: Channels
WITH chosen AS (
  SELECT id, channel, state, attempts, sent_at - created_at AS wait_ms
  FROM message
  WHERE created_at >= :since AND created_at <= :until
    AND (:kind IS NULL OR kind = :kind) AND (:channel IS NULL OR channel = :channel)
),
wait AS (
  SELECT channel, wait_ms,
         ROW_NUMBER() OVER (PARTITION BY channel ORDER BY wait_ms) AS place,
         COUNT(*) OVER (PARTITION BY channel) AS n
  FROM chosen
  WHERE wait_ms IS NOT NULL
),
waited AS (
  SELECT channel,
         MIN(CASE WHEN place * 100 >= n * 50 THEN wait_ms END) AS wait_p50_ms,
         MIN(CASE WHEN place * 100 >= n * 95 THEN wait_ms END) AS wait_p95_ms
  FROM wait
  GROUP BY channel
),
latency AS (
  SELECT c.channel, t.latency_ms,
         ROW_NUMBER() OVER (PARTITION BY c.channel ORDER BY t.latency_ms) AS place,
         COUNT(*) OVER (PARTITION BY c.channel) AS n
  FROM chosen c
  JOIN attempt t ON t.message_id = c.id
  WHERE t.outcome = 'delivered' AND t.latency_ms IS NOT NULL
),
answered AS (
  SELECT channel,
         MIN(CASE WHEN place * 100 >= n * 50 THEN latency_ms END) AS latency_p50_ms,
         MIN(CASE WHEN place * 100 >= n * 95 THEN latency_ms END) AS latency_p95_ms,
         MIN(CASE WHEN place * 100 >= n * 99 THEN latency_ms END) AS latency_p99_ms
  FROM latency
  GROUP BY channel
),
counted AS (
  SELECT channel, COUNT(*) AS messages,
         COUNT(CASE WHEN state IN ('sent', 'delivered', 'read') THEN 1 END) AS sent,
         COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed,
         COUNT(CASE WHEN state = 'uncertain' THEN 1 END) AS uncertain,
         SUM(attempts) AS attempts
  FROM chosen
  GROUP BY channel
)
SELECT k.channel, k.messages, k.sent, k.failed, k.uncertain,
       ROUND(100.0 * k.sent / NULLIF(k.sent + k.failed, 0), 1) AS success_percent,
       k.attempts, w.wait_p50_ms, w.wait_p95_ms,
       l.latency_p50_ms, l.latency_p95_ms, l.latency_p99_ms
FROM counted k
LEFT JOIN waited w ON w.channel = k.channel
LEFT JOIN answered l ON l.channel = k.channel
ORDER BY k.messages DESC, k.channel
-- section: Kind, channel and status
SELECT kind AS notification_type, channel, state AS status, COUNT(*) AS messages
FROM message
WHERE created_at >= :since AND created_at <= :until
  AND (:kind IS NULL OR kind = :kind) AND (:channel IS NULL OR channel = :channel)
GROUP BY kind, channel, state
ORDER BY kind, channel, state
-- section: Over time
WITH sized AS (
  SELECT state,
         created_at / CASE WHEN :until - :since <= 345600000 THEN 3600000 ELSE 86400000 END
         * CASE WHEN :until - :since <= 345600000 THEN 3600000 ELSE 86400000 END AS from_at
  FROM message
  WHERE created_at >= :since AND created_at <= :until
    AND (:kind IS NULL OR kind = :kind) AND (:channel IS NULL OR channel = :channel)
)
SELECT from_at, COUNT(*) AS messages,
       COUNT(CASE WHEN state IN ('sent', 'delivered', 'read') THEN 1 END) AS sent,
       COUNT(CASE WHEN state IN ('suppressed', 'expired') THEN 1 END) AS not_sent,
       COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
FROM sized
GROUP BY from_at
ORDER BY from_at
-- section: Why messages fail
SELECT channel, error AS error_message, COUNT(*) AS messages, MAX(settled_at) AS last_at
FROM message
WHERE state = 'failed' AND created_at >= :since AND created_at <= :until
  AND (:kind IS NULL OR kind = :kind) AND (:channel IS NULL OR channel = :channel)
GROUP BY channel, error
ORDER BY COUNT(*) DESC, channel, error
LIMIT 20
