/* tocsin
title = "A/B variants"
description = "How many of the messages were opened and followed, by the variant of the template that wrote them. Only messages that can tell count: those to people who allow tracking, and the inbox. The interval of a share is Wilson's, that of a difference to the variant without a name is Newcombe's (method 10), both of 95 %: where a difference's interval does not hold 0, the variants do differ."
empty = "Nothing was written by a variant in this period."
[parameters]
since = { type = "time", help = "Made at or after" }
until = { type = "time", help = "Made before or at" }
kind = { help = "Only this kind" }
channel = { help = "Only this channel" }
[columns]
notification_type = { title = "Kind" }
percent_low = { title = "From" }
percent_high = { title = "To" }
difference_low = { title = "From" }
difference_high = { title = "To" }
[[chart]]
title = "Share, %"
section = "Opened and followed"
type = "bar"
x = "variant"
y = ["percent"]
*/
-- section: Messages
WITH trial AS (
  SELECT DISTINCT kind, channel
  FROM message
  WHERE variant IS NOT NULL AND created_at >= :since AND created_at <= :until
)
SELECT m.kind AS notification_type, m.channel, COALESCE(m.variant, '') AS variant,
       COUNT(*) AS messages,
       COUNT(CASE WHEN m.state IN ('sent', 'delivered', 'read') THEN 1 END) AS sent,
       COUNT(CASE WHEN m.state IN ('delivered', 'read') THEN 1 END) AS delivered,
       COUNT(CASE WHEN m.state = 'failed' THEN 1 END) AS failed
FROM message m
JOIN trial r ON r.kind = m.kind AND r.channel = m.channel
WHERE m.created_at >= :since AND m.created_at <= :until AND m.person_id IS NOT NULL
  AND m.purpose <> 'digest'
  AND (:kind IS NULL OR m.kind = :kind) AND (:channel IS NULL OR m.channel = :channel)
GROUP BY m.kind, m.channel, m.variant
ORDER BY m.kind, m.channel, variant
-- section: Opened and followed
WITH told AS (
  SELECT m.kind, m.channel, COALESCE(m.variant, '') AS variant,
         CASE WHEN o.uses IS NOT NULL OR m.channel = 'inapp'
              THEN CASE WHEN o.uses > 0 OR c.uses > 0 OR m.state = 'read' THEN 1.0 ELSE 0.0 END
         END AS opened,
         CASE WHEN c.uses IS NOT NULL THEN CASE WHEN c.uses > 0 THEN 1.0 ELSE 0.0 END
         END AS followed
  FROM message m
  LEFT JOIN message_link o ON o.message_id = m.id AND o.purpose = 'opened'
  LEFT JOIN message_link c ON c.message_id = m.id AND c.purpose = 'action'
  WHERE m.created_at >= :since AND m.created_at <= :until AND m.person_id IS NOT NULL
    AND m.state IN ('sent', 'delivered', 'read') AND m.purpose <> 'digest'
    AND (:kind IS NULL OR m.kind = :kind) AND (:channel IS NULL OR m.channel = :channel)
),
trial AS (
  SELECT DISTINCT kind, channel FROM told WHERE variant <> ''
),
asked AS (
  SELECT t.kind, t.channel, 'opened' AS measure, t.variant, t.opened AS yes
  FROM told t JOIN trial r ON r.kind = t.kind AND r.channel = t.channel
  WHERE t.opened IS NOT NULL
  UNION ALL
  SELECT t.kind, t.channel, 'followed', t.variant, t.followed
  FROM told t JOIN trial r ON r.kind = t.kind AND r.channel = t.channel
  WHERE t.followed IS NOT NULL
),
counted AS (
  SELECT kind, channel, measure, variant, COUNT(*) AS n, SUM(yes) AS yes, SUM(yes) / COUNT(*) AS p
  FROM asked
  GROUP BY kind, channel, measure, variant
),
-- 3.841458820694124 is the square of 1.959963984540054, the normal quantile of 97.5 %.
wilson AS (
  SELECT kind, channel, measure, variant, n, yes, p,
         (p + 3.841458820694124 / (2 * n)
          - SQRT(3.841458820694124 * (p * (1 - p) + 3.841458820694124 / (4 * n)) / n))
         / (1 + 3.841458820694124 / n) AS low,
         (p + 3.841458820694124 / (2 * n)
          + SQRT(3.841458820694124 * (p * (1 - p) + 3.841458820694124 / (4 * n)) / n))
         / (1 + 3.841458820694124 / n) AS high
  FROM counted
)
SELECT v.kind AS notification_type, v.channel, v.measure, v.variant, v.n AS messages,
       CAST(v.yes AS INTEGER) AS yes,
       ROUND(100 * v.p, 1) AS percent, ROUND(100 * v.low, 1) AS percent_low,
       ROUND(100 * v.high, 1) AS percent_high,
       ROUND(100 * (v.p - b.p), 1) AS difference,
       ROUND(100 * (v.p - b.p - SQRT((v.p - v.low) * (v.p - v.low)
                                     + (b.high - b.p) * (b.high - b.p))), 1) AS difference_low,
       ROUND(100 * (v.p - b.p + SQRT((v.high - v.p) * (v.high - v.p)
                                     + (b.p - b.low) * (b.p - b.low))), 1) AS difference_high
FROM wilson v
LEFT JOIN wilson b ON b.kind = v.kind AND b.channel = v.channel AND b.measure = v.measure
                  AND b.variant = '' AND v.variant <> ''
ORDER BY v.kind, v.channel, v.measure, v.variant
