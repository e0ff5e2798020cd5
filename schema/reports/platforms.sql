/* tocsin
title = "Platforms"
description = "How well the places where we look answer: as of the last fetch of each page, and within a time. A page is well when its last fetch succeeded; of the readings of changed pages, those count as found that showed what was to be expected; late is what passed from due to asked."
empty = "No page is watched yet: `tocsin scrape add URL`."
[parameters]
since = { type = "time", default = "7d", help = "Of the hours from then on" }
until = { type = "time", help = "Of the hours before" }
platform = { help = "Only this platform" }
limit = { type = "integer", default = 50, min = 1, help = "At most so many failing pages" }
[columns]
ok_percent = { title = "Well %" }
latency_p50_ms = { title = "Latency, median" }
latency_p95_ms = { title = "Latency, 95 %" }
failures = { title = "Failures in a row" }
blocked_percent = { title = "Blocked %" }
found_percent = { title = "Found %" }
latency_ms = { title = "Latency, mean" }
late_ms = { title = "Late, mean" }
[[card]]
title = "Pages watched"
section = "Totals"
column = "pages"
[[card]]
title = "Well"
section = "Totals"
column = "ok_percent"
bad_below = 90
[[card]]
title = "Due now"
section = "Totals"
column = "due"
[[card]]
title = "Platforms failing"
section = "Totals"
column = "platforms_failing"
bad_above = 0
[[chart]]
title = "Latency of a fetch, 95th percentile (s)"
section = "Platforms"
type = "bar"
x = "platform"
y = ["latency_p95_ms"]
[[chart]]
title = "Fetches that went well (%)"
section = "Hours"
type = "line"
x = "begun_at"
y = ["ok_percent"]
series = "platform"
*/
-- section: Totals
SELECT COUNT(p.id) AS pages, COUNT(CASE WHEN p.due_at <= :now THEN 1 END) AS due,
       COUNT(CASE WHEN p.failures > 0 THEN 1 END) AS failing,
       ROUND(100.0 * COUNT(CASE WHEN p.fetched_at IS NOT NULL AND p.failures = 0 THEN 1 END)
             / NULLIF(COUNT(p.fetched_at), 0), 1) AS ok_percent,
       COUNT(DISTINCT CASE WHEN pl.failures > 0 THEN pl.id END) AS platforms_failing
FROM platform pl
LEFT JOIN page p ON p.platform_id = pl.id AND p.enabled = 1
WHERE :platform IS NULL OR pl.name = :platform
-- section: Platforms
WITH latency AS (
  SELECT platform_id, latency_ms,
         ROW_NUMBER() OVER (PARTITION BY platform_id ORDER BY latency_ms) AS place,
         COUNT(*) OVER (PARTITION BY platform_id) AS n
  FROM page
  WHERE enabled = 1 AND latency_ms IS NOT NULL
),
answered AS (
  SELECT platform_id, MIN(CASE WHEN place * 100 >= n * 50 THEN latency_ms END) AS latency_p50_ms,
         MIN(CASE WHEN place * 100 >= n * 95 THEN latency_ms END) AS latency_p95_ms
  FROM latency
  GROUP BY platform_id
),
counted AS (
  SELECT platform_id, COUNT(*) AS pages, COUNT(CASE WHEN due_at <= :now THEN 1 END) AS due,
         COUNT(CASE WHEN failures > 0 THEN 1 END) AS failing, COUNT(fetched_at) AS fetched,
         COUNT(CASE WHEN fetched_at IS NOT NULL AND failures = 0 THEN 1 END) AS well,
         SUM(offers_seen) AS offers
  FROM page
  WHERE enabled = 1
  GROUP BY platform_id
)
SELECT pl.name AS platform,
       CASE WHEN pl.failures > 0 THEN 'failing' ELSE 'ok' END AS status,
       COALESCE(c.pages, 0) AS pages, COALESCE(c.due, 0) AS due, COALESCE(c.failing, 0) AS failing,
       ROUND(100.0 * c.well / NULLIF(c.fetched, 0), 1) AS ok_percent, c.offers,
       a.latency_p50_ms, a.latency_p95_ms, pl.failures, pl.last_ok_at, pl.last_error
FROM platform pl
LEFT JOIN counted c ON c.platform_id = pl.id
LEFT JOIN answered a ON a.platform_id = pl.id
WHERE :platform IS NULL OR pl.name = :platform
ORDER BY pl.name
-- section: Reliability
SELECT pl.name AS platform, pl.breaker,
       SUM(h.fetches) AS fetches,
       ROUND(100.0 * SUM(h.good) / NULLIF(SUM(h.fetches), 0), 1) AS ok_percent,
       ROUND(100.0 * SUM(h.blocked) / NULLIF(SUM(h.fetches), 0), 1) AS blocked_percent,
       ROUND(100.0 * SUM(h.met) / NULLIF(SUM(h.checked), 0), 1) AS found_percent,
       CAST(ROUND(1.0 * SUM(h.latency_ms) / NULLIF(SUM(h.within_50 + h.within_100 + h.within_200
         + h.within_500 + h.within_1000 + h.within_2000 + h.within_5000 + h.within_10000
         + h.beyond), 0)) AS BIGINT) AS latency_ms,
       CAST(ROUND(1.0 * SUM(h.late_ms) / NULLIF(SUM(h.fetches), 0)) AS BIGINT) AS late_ms
FROM platform_hour h
JOIN platform pl ON pl.id = h.platform_id
WHERE h.hour >= :since AND h.hour <= :until AND (:platform IS NULL OR pl.name = :platform)
GROUP BY pl.name, pl.breaker
ORDER BY pl.name
-- section: Hours
SELECT h.hour AS begun_at, pl.name AS platform,
       SUM(h.fetches) AS fetches,
       ROUND(100.0 * SUM(h.good) / NULLIF(SUM(h.fetches), 0), 1) AS ok_percent,
       ROUND(100.0 * SUM(h.blocked) / NULLIF(SUM(h.fetches), 0), 1) AS blocked_percent,
       ROUND(100.0 * SUM(h.met) / NULLIF(SUM(h.checked), 0), 1) AS found_percent,
       CAST(ROUND(1.0 * SUM(h.latency_ms) / NULLIF(SUM(h.within_50 + h.within_100 + h.within_200
         + h.within_500 + h.within_1000 + h.within_2000 + h.within_5000 + h.within_10000
         + h.beyond), 0)) AS BIGINT) AS latency_ms,
       CAST(ROUND(1.0 * SUM(h.late_ms) / NULLIF(SUM(h.fetches), 0)) AS BIGINT) AS late_ms
FROM platform_hour h
JOIN platform pl ON pl.id = h.platform_id
WHERE h.hour >= :since AND h.hour <= :until AND (:platform IS NULL OR pl.name = :platform)
GROUP BY h.hour, pl.name
ORDER BY h.hour, pl.name
-- section: Failing pages
SELECT pl.name AS platform, p.url, p.failures, p.outcome, p.status AS http_status, p.error, p.ok_at,
       p.fetched_at, p.due_at
FROM page p
JOIN platform pl ON pl.id = p.platform_id
WHERE p.enabled = 1 AND p.failures > 0 AND (:platform IS NULL OR pl.name = :platform)
ORDER BY p.failures DESC, p.id
LIMIT :limit
