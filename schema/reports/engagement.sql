/* tocsin
title = "Engagement"
description = "What readers do with messages, among those who allow it to be seen: opened and followed count messages, not times. A message followed was opened, even where its image was not fetched. Percentiles are nearest-rank. An image may also be fetched by a mail server in advance, so that opened is an upper bound."
empty = "No message in this period went to somebody who allows it to be seen."
[parameters]
since = { type = "time", help = "Made at or after" }
until = { type = "time", help = "Made before or at" }
kind = { help = "Only this kind" }
channel = { help = "Only this channel" }
[columns]
notification_type = { title = "Kind" }
until_opened_p50_ms = { title = "Until opened, median" }
[[card]]
title = "Seen"
section = "Totals"
column = "messages"
[[card]]
title = "Opened"
section = "Totals"
column = "opened_percent"
[[card]]
title = "Followed"
section = "Totals"
column = "followed_percent"
[[card]]
title = "Unsubscribed"
section = "Totals"
column = "unsubscribed"
[[chart]]
title = "Opened and followed (%)"
section = "Kinds"
type = "bar"
x = "notification_type"
y = ["opened_percent", "followed_percent"]
*/
-- common:
WITH chosen AS (
  SELECT m.id, m.kind, m.channel,
         MAX(CASE WHEN l.purpose IN ('opened', 'action') AND l.uses > 0 THEN 1 ELSE 0 END) AS opened,
         MAX(CASE WHEN l.purpose = 'action' AND l.uses > 0 THEN 1 ELSE 0 END) AS followed,
         MAX(CASE WHEN l.purpose = 'unsubscribe' AND l.uses > 0 THEN 1 ELSE 0 END) AS unsubscribed,
         MIN(CASE WHEN l.purpose IN ('opened', 'action') THEN l.first_used_at END) - m.sent_at
           AS until_opened_ms
  FROM message m
  JOIN message_link l ON l.message_id = m.id
  WHERE m.created_at >= :since AND m.created_at <= :until AND m.sent_at IS NOT NULL
    AND (:kind IS NULL OR m.kind = :kind) AND (:channel IS NULL OR m.channel = :channel)
  GROUP BY m.id, m.kind, m.channel, m.sent_at
  HAVING MAX(CASE WHEN l.purpose <> 'unsubscribe' THEN 1 ELSE 0 END) = 1
)
-- section: Totals
SELECT COUNT(*) AS messages, SUM(opened) AS opened, SUM(followed) AS followed,
       SUM(unsubscribed) AS unsubscribed,
       ROUND(100.0 * SUM(opened) / NULLIF(COUNT(*), 0), 1) AS opened_percent,
       ROUND(100.0 * SUM(followed) / NULLIF(COUNT(*), 0), 1) AS followed_percent
FROM chosen
HAVING COUNT(*) > 0
-- section: Kinds
WITH ranked AS (
  SELECT kind, channel, until_opened_ms,
         ROW_NUMBER() OVER (PARTITION BY kind, channel ORDER BY until_opened_ms) AS place,
         COUNT(*) OVER (PARTITION BY kind, channel) AS n
  FROM chosen
  WHERE until_opened_ms IS NOT NULL
),
typical AS (
  SELECT kind, channel,
         MIN(CASE WHEN place * 100 >= n * 50 THEN until_opened_ms END) AS until_opened_p50_ms
  FROM ranked
  GROUP BY kind, channel
)
SELECT c.kind AS notification_type, c.channel, COUNT(*) AS messages, SUM(c.opened) AS opened,
       SUM(c.followed) AS followed, SUM(c.unsubscribed) AS unsubscribed,
       ROUND(100.0 * SUM(c.opened) / COUNT(*), 1) AS opened_percent,
       ROUND(100.0 * SUM(c.followed) / COUNT(*), 1) AS followed_percent,
       MIN(t.until_opened_p50_ms) AS until_opened_p50_ms
FROM chosen c
LEFT JOIN typical t ON t.kind = c.kind AND t.channel = c.channel
GROUP BY c.kind, c.channel
ORDER BY COUNT(*) DESC, c.kind, c.channel
