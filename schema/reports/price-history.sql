/* tocsin
title = "Price history"
description = "What one ticket of an event cost in all, fees included, on every platform that offers it. Lowest and median are of what could be bought at that instant; a gap in a line means that nothing could."
empty = "No event has this name or number, or nothing was offered."
[parameters]
event = { required = true, help = "Its number, its external ID, or a part of its name" }
platform = { help = "Only this platform" }
since = { type = "time", default = "90d", help = "From then on" }
until = { type = "time", help = "Until then" }
limit = { type = "integer", default = 8, min = 1, help = "So many offers, cheapest first" }
[columns]
at = { title = "When" }
each_minor = { title = "Each" }
change_percent = { title = "Change %" }
[[card]]
title = "Lowest now"
section = "Now"
column = "lowest_minor"
[[card]]
title = "Median now"
section = "Now"
column = "median_minor"
[[card]]
title = "Lowest ever seen"
section = "Now"
column = "lowest_ever_minor"
[[card]]
title = "Offers to buy"
section = "Now"
column = "offers"
[[chart]]
title = "Lowest and median price"
section = "Market"
type = "step"
x = "at"
y = ["lowest_minor", "median_minor"]
[[chart]]
title = "Offers to buy"
section = "Market"
type = "step"
x = "at"
y = ["offers"]
[[chart]]
title = "The cheapest offers"
section = "Price changes"
type = "step"
x = "at"
y = ["each_minor"]
series = "offer"
*/
-- section: Event
WITH chosen AS (
  SELECT name, COALESCE(starts_at, 0) AS starts
  FROM event
  WHERE CAST(id AS TEXT) = :event OR external_id = :event
     OR LOWER(name) LIKE '%' || LOWER(:event) || '%'
  ORDER BY CASE WHEN CAST(id AS TEXT) = :event THEN 0 WHEN external_id = :event THEN 1
                WHEN LOWER(name) = LOWER(:event) THEN 2 ELSE 3 END, last_seen_at DESC, id
  LIMIT 1
)
SELECT e.name AS event, pl.name AS platform, e.starts_at, e.venue_name AS venue,
       e.venue_city AS city, e.status, e.url, e.id
FROM event e
JOIN chosen c ON e.name = c.name AND COALESCE(e.starts_at, 0) = c.starts
JOIN platform pl ON pl.id = e.platform_id
WHERE :platform IS NULL OR pl.name = :platform
ORDER BY pl.name
-- section: Now
WITH chosen AS (
  SELECT name, COALESCE(starts_at, 0) AS starts
  FROM event
  WHERE CAST(id AS TEXT) = :event OR external_id = :event
     OR LOWER(name) LIKE '%' || LOWER(:event) || '%'
  ORDER BY CASE WHEN CAST(id AS TEXT) = :event THEN 0 WHEN external_id = :event THEN 1
                WHEN LOWER(name) = LOWER(:event) THEN 2 ELSE 3 END, last_seen_at DESC, id
  LIMIT 1
),
offered AS (
  SELECT o.id, o.each_minor, o.currency,
         CASE WHEN o.closed_at IS NULL AND o.each_minor IS NOT NULL
               AND o.availability IN ('in_stock', 'limited', 'presale') THEN 1 ELSE 0 END AS buyable
  FROM event e
  JOIN chosen c ON e.name = c.name AND COALESCE(e.starts_at, 0) = c.starts
  JOIN platform pl ON pl.id = e.platform_id
  JOIN offer o ON o.event_id = e.id
  WHERE :platform IS NULL OR pl.name = :platform
),
ranked AS (
  SELECT currency, each_minor, ROW_NUMBER() OVER (PARTITION BY currency ORDER BY each_minor) AS place,
         COUNT(*) OVER (PARTITION BY currency) AS n
  FROM offered
  WHERE buyable = 1
)
SELECT k.currency, (SELECT COUNT(*) FROM ranked r WHERE r.currency = k.currency) AS offers,
       (SELECT MIN(r.each_minor) FROM ranked r WHERE r.currency = k.currency) AS lowest_minor,
       (SELECT MIN(r.each_minor) FROM ranked r
        WHERE r.currency = k.currency AND r.place * 2 >= r.n) AS median_minor,
       k.lowest_ever_minor
FROM (SELECT p.currency, MIN(p.each_minor) AS lowest_ever_minor
      FROM offered o
      JOIN price_point p ON p.offer_id = o.id
      WHERE p.currency IS NOT NULL AND p.availability IN ('in_stock', 'limited', 'presale')
      GROUP BY p.currency) k
ORDER BY (SELECT COUNT(*) FROM ranked r WHERE r.currency = k.currency) DESC, k.currency
-- section: Market
WITH RECURSIVE chosen AS (
  SELECT name, COALESCE(starts_at, 0) AS starts
  FROM event
  WHERE CAST(id AS TEXT) = :event OR external_id = :event
     OR LOWER(name) LIKE '%' || LOWER(:event) || '%'
  ORDER BY CASE WHEN CAST(id AS TEXT) = :event THEN 0 WHEN external_id = :event THEN 1
                WHEN LOWER(name) = LOWER(:event) THEN 2 ELSE 3 END, last_seen_at DESC, id
  LIMIT 1
),
offered AS (
  SELECT o.id, o.first_seen_at, COALESCE(o.closed_at, 9000000000000000) AS closed_at
  FROM event e
  JOIN chosen c ON e.name = c.name AND COALESCE(e.starts_at, 0) = c.starts
  JOIN platform pl ON pl.id = e.platform_id
  JOIN offer o ON o.event_id = e.id
  WHERE :platform IS NULL OR pl.name = :platform
),
period AS (
  SELECT CASE WHEN MIN(first_seen_at) > :since THEN MIN(first_seen_at) ELSE :since END AS from_at
  FROM offered
  HAVING COUNT(*) > 0
),
step (at) AS (
  SELECT from_at FROM period WHERE from_at < :until
  UNION ALL
  SELECT s.at + (:until - p.from_at) / 96 + 1 FROM step s, period p
  WHERE s.at + (:until - p.from_at) / 96 + 1 <= :until
),
read AS (
  SELECT s.at, p.each_minor, p.currency, p.availability
  FROM step s
  JOIN offered o ON o.first_seen_at <= s.at AND o.closed_at > s.at
  JOIN price_point p ON p.offer_id = o.id
    AND p.at = (SELECT MAX(q.at) FROM price_point q WHERE q.offer_id = o.id AND q.at <= s.at)
),
ranked AS (
  SELECT at, currency, each_minor,
         ROW_NUMBER() OVER (PARTITION BY at, currency ORDER BY each_minor) AS place,
         COUNT(*) OVER (PARTITION BY at, currency) AS n
  FROM read
  WHERE each_minor IS NOT NULL AND availability IN ('in_stock', 'limited', 'presale')
),
market AS (
  SELECT at, currency, MIN(each_minor) AS lowest_minor,
         MIN(CASE WHEN place * 2 >= n THEN each_minor END) AS median_minor, COUNT(*) AS offers
  FROM ranked
  GROUP BY at, currency
)
SELECT s.at, m.lowest_minor, m.median_minor, m.currency, COALESCE(m.offers, 0) AS offers
FROM step s
LEFT JOIN market m ON m.at = s.at
ORDER BY s.at, m.currency
-- section: Cheapest offers
WITH chosen AS (
  SELECT name, COALESCE(starts_at, 0) AS starts
  FROM event
  WHERE CAST(id AS TEXT) = :event OR external_id = :event
     OR LOWER(name) LIKE '%' || LOWER(:event) || '%'
  ORDER BY CASE WHEN CAST(id AS TEXT) = :event THEN 0 WHEN external_id = :event THEN 1
                WHEN LOWER(name) = LOWER(:event) THEN 2 ELSE 3 END, last_seen_at DESC, id
  LIMIT 1
)
SELECT pl.name AS platform, o.section, o.seat_row AS row, o.seats, o.quantity, o.availability,
       o.each_minor, o.currency,
       (SELECT MIN(p.each_minor) FROM price_point p WHERE p.offer_id = o.id) AS lowest_minor,
       (SELECT MAX(p.each_minor) FROM price_point p WHERE p.offer_id = o.id) AS highest_minor,
       (SELECT COUNT(*) - 1 FROM price_point p WHERE p.offer_id = o.id) AS changes,
       o.changed_at
FROM event e
JOIN chosen c ON e.name = c.name AND COALESCE(e.starts_at, 0) = c.starts
JOIN platform pl ON pl.id = e.platform_id
JOIN offer o ON o.event_id = e.id
WHERE o.closed_at IS NULL AND (:platform IS NULL OR pl.name = :platform)
ORDER BY CASE WHEN o.each_minor IS NOT NULL AND o.availability IN ('in_stock', 'limited', 'presale')
              THEN 0 ELSE 1 END, o.each_minor, o.id
LIMIT :limit
-- section: Price changes
WITH chosen AS (
  SELECT name, COALESCE(starts_at, 0) AS starts
  FROM event
  WHERE CAST(id AS TEXT) = :event OR external_id = :event
     OR LOWER(name) LIKE '%' || LOWER(:event) || '%'
  ORDER BY CASE WHEN CAST(id AS TEXT) = :event THEN 0 WHEN external_id = :event THEN 1
                WHEN LOWER(name) = LOWER(:event) THEN 2 ELSE 3 END, last_seen_at DESC, id
  LIMIT 1
),
cheapest AS (
  SELECT o.id, pl.name AS platform, COALESCE(o.section, 'any') || COALESCE(' row ' || o.seat_row, '')
         || COALESCE(' seats ' || o.seats, '') || ' (' || pl.name || ')' AS offer
  FROM event e
  JOIN chosen c ON e.name = c.name AND COALESCE(e.starts_at, 0) = c.starts
  JOIN platform pl ON pl.id = e.platform_id
  JOIN offer o ON o.event_id = e.id
  WHERE (:platform IS NULL OR pl.name = :platform)
  ORDER BY CASE WHEN o.closed_at IS NULL AND o.each_minor IS NOT NULL
                 AND o.availability IN ('in_stock', 'limited', 'presale') THEN 0 ELSE 1 END,
           o.each_minor, o.id
  LIMIT :limit
)
SELECT p.at, h.offer, CASE WHEN p.availability IN ('in_stock', 'limited', 'presale')
                           THEN p.each_minor END AS each_minor,
       p.currency, p.quantity, p.availability
FROM cheapest h
JOIN price_point p ON p.offer_id = h.id
WHERE p.at <= :until
  AND p.at >= COALESCE((SELECT MAX(q.at) FROM price_point q
                        WHERE q.offer_id = h.id AND q.at <= :since), 0)
ORDER BY p.at, h.offer
