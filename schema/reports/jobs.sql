/* tocsin
title = "Job runs"
description = "When each job ran, how long it took and what it did. A job counts as overdue when its last start lies more than three times its usual gap back (and more than five minutes); a run counts as unfinished when it has no end an hour after its start."
empty = "No job ran."
[parameters]
since = { type = "time", default = "7d", help = "Started at or after" }
until = { type = "time", help = "Started before or at" }
kind = { help = "Only this job" }
limit = { type = "integer", default = 50, min = 1, help = "Rows a page" }
page = { type = "integer", default = 1, min = 1, help = "Which page" }
[columns]
gap_p50_ms = { title = "Usual gap" }
duration_p50_ms = { title = "Duration, median" }
duration_p95_ms = { title = "Duration, 95 %" }
id = { title = "Run" }
counts = { title = "Did" }
status = { title = "State" }
[[card]]
title = "Runs"
section = "Totals"
column = "runs"
[[card]]
title = "Failed"
section = "Totals"
column = "failed"
bad_above = 0
[[card]]
title = "Unfinished"
section = "Totals"
column = "unfinished"
bad_above = 0
[[chart]]
title = "How long runs took (s)"
section = "Durations"
type = "line"
x = "started_at"
y = ["longest_ms"]
series = "job"
*/
-- section: Totals
SELECT COUNT(*) AS runs, COUNT(CASE WHEN ok = 0 THEN 1 END) AS failed,
       COUNT(CASE WHEN finished_at IS NULL AND started_at < :now - 3600000 THEN 1 END) AS unfinished
FROM job_run
WHERE started_at >= :since AND started_at <= :until AND (:kind IS NULL OR job = :kind)
-- section: Jobs
WITH chosen AS (
  SELECT job, started_at, ok, finished_at, finished_at - started_at AS took,
         started_at - LAG(started_at) OVER (PARTITION BY job ORDER BY started_at, id) AS gap
  FROM job_run
  WHERE started_at >= :since AND started_at <= :until AND (:kind IS NULL OR job = :kind)
),
gaps AS (
  SELECT job, gap, ROW_NUMBER() OVER (PARTITION BY job ORDER BY gap) AS place,
         COUNT(*) OVER (PARTITION BY job) AS n
  FROM chosen
  WHERE gap IS NOT NULL
),
usual AS (
  SELECT job, MIN(CASE WHEN place * 2 >= n THEN gap END) AS gap_p50_ms FROM gaps GROUP BY job
),
durations AS (
  SELECT job, took, ROW_NUMBER() OVER (PARTITION BY job ORDER BY took) AS place,
         COUNT(*) OVER (PARTITION BY job) AS n
  FROM chosen
  WHERE took IS NOT NULL
),
long AS (
  SELECT job, MIN(CASE WHEN place * 100 >= n * 50 THEN took END) AS duration_p50_ms,
         MIN(CASE WHEN place * 100 >= n * 95 THEN took END) AS duration_p95_ms
  FROM durations
  GROUP BY job
),
counted AS (
  SELECT job, COUNT(*) AS runs, COUNT(CASE WHEN ok = 0 THEN 1 END) AS failed,
         COUNT(CASE WHEN finished_at IS NULL AND started_at < :now - 3600000 THEN 1 END)
           AS unfinished,
         MAX(started_at) AS last_started_at, MAX(CASE WHEN ok = 1 THEN finished_at END) AS last_ok_at
  FROM chosen
  GROUP BY job
)
SELECT c.job,
       CASE WHEN :now - c.last_started_at > 300000 AND :now - c.last_started_at > 3 * u.gap_p50_ms
            THEN 'overdue' WHEN c.unfinished > 0 THEN 'unfinished' WHEN c.failed > 0 THEN 'failed'
            ELSE 'ok' END AS status,
       c.runs, c.failed, c.unfinished, c.last_started_at, c.last_ok_at, u.gap_p50_ms,
       l.duration_p50_ms, l.duration_p95_ms
FROM counted c
LEFT JOIN usual u ON u.job = c.job
LEFT JOIN long l ON l.job = c.job
ORDER BY c.job
-- section: Durations
WITH sized AS (
  SELECT job, finished_at - started_at AS took,
         started_at / CASE WHEN :until - :since <= 345600000 THEN 900000 ELSE 3600000 END
         * CASE WHEN :until - :since <= 345600000 THEN 900000 ELSE 3600000 END AS from_at
  FROM job_run
  WHERE started_at >= :since AND started_at <= :until AND finished_at IS NOT NULL
    AND (:kind IS NULL OR job = :kind)
)
SELECT from_at AS started_at, job, COUNT(*) AS runs, MAX(took) AS longest_ms
FROM sized
GROUP BY from_at, job
ORDER BY from_at, job
-- section: Runs
SELECT started_at, job, CASE WHEN finished_at IS NULL AND started_at < :now - 3600000
                             THEN 'unfinished' WHEN finished_at IS NULL THEN 'running'
                             WHEN ok = 1 THEN 'ok' ELSE 'failed' END AS status,
       finished_at - started_at AS duration_ms, counts, error, actor, host, public_id AS id
FROM job_run
WHERE started_at >= :since AND started_at <= :until AND (:kind IS NULL OR job = :kind)
ORDER BY started_at DESC, id DESC
LIMIT :limit OFFSET (:page - 1) * :limit
