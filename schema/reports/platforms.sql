/* tocsin
title = "Platforms"
description = "How well the places where we look answer, as of the last fetch of each page. A page is well when its last fetch succeeded."
empty = "No page is watched yet: `tocsin scrape add URL`."
[parameters]
platform = { help = "Only this platform" }
limit = { type = "integer", default = 50, min = 1, help = "At most so many failing pages" }
[columns]
ok_percent = { title = "Well %" }
latency_p50_ms = { title = "Latency, median" }
latency_p95_ms = { title = "Latency, 95 %" }
failures = { title = "Failures in a row" }
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
-- section: Failing pages
SELECT pl.name AS platform, p.url, p.failures, p.outcome, p.status AS http_status, p.error, p.ok_at,
       p.fetched_at, p.due_at
FROM page p
JOIN platform pl ON pl.id = p.platform_id
WHERE p.enabled = 1 AND p.failures > 0 AND (:platform IS NULL OR pl.name = :platform)
ORDER BY p.failures DESC, p.id
LIMIT :limit
