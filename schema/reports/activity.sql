/* tocsin
title = "User activity"
description = "What people did. Active people are those with any activity in the period."
empty = "Nobody did anything in this period."
[parameters]
since = { type = "time", help = "At or after" }
until = { type = "time", help = "Before or at" }
kind = { help = "Only this kind", one_of = ["login", "open", "click", "ack", "dismiss", "view", "ticket", "purchase"] }
person = { help = "Only people whose name holds this, or with this external ID" }
limit = { type = "integer", default = 50, min = 1, help = "Rows a page" }
page = { type = "integer", default = 1, min = 1, help = "Which page" }
[[card]]
title = "Active people"
section = "Totals"
column = "people"
[[card]]
title = "Actions"
section = "Totals"
column = "actions"
[[card]]
title = "Messages opened or clicked"
section = "Totals"
column = "engaged"
[[chart]]
title = "Actions by day"
section = "By day"
type = "bar"
stacked = true
x = "day_at"
y = ["actions"]
series = "kind"
*/
-- section: Totals
SELECT COUNT(DISTINCT a.person_id) AS people, COUNT(*) AS actions,
       COUNT(CASE WHEN a.kind IN ('open', 'click') THEN 1 END) AS engaged
FROM activity a
JOIN person p ON p.id = a.person_id
WHERE a.at >= :since AND a.at <= :until AND (:kind IS NULL OR a.kind = :kind)
  AND (:person IS NULL OR p.external_id = :person
       OR LOWER(p.name) LIKE '%' || LOWER(:person) || '%')
-- section: By day
SELECT a.at / 86400000 * 86400000 AS day_at, a.kind, COUNT(*) AS actions
FROM activity a
JOIN person p ON p.id = a.person_id
WHERE a.at >= :since AND a.at <= :until AND (:kind IS NULL OR a.kind = :kind)
  AND (:person IS NULL OR p.external_id = :person
       OR LOWER(p.name) LIKE '%' || LOWER(:person) || '%')
GROUP BY a.at / 86400000 * 86400000, a.kind
ORDER BY day_at, a.kind
-- section: People
SELECT p.name AS person, p.role, COUNT(*) AS actions,
       COUNT(CASE WHEN a.kind = 'login' THEN 1 END) AS logins,
       COUNT(CASE WHEN a.kind IN ('open', 'click') THEN 1 END) AS engaged,
       COUNT(CASE WHEN a.kind = 'ack' THEN 1 END) AS acknowledged, MAX(a.at) AS last_at
FROM activity a
JOIN person p ON p.id = a.person_id
WHERE a.at >= :since AND a.at <= :until AND (:kind IS NULL OR a.kind = :kind)
  AND (:person IS NULL OR p.external_id = :person
       OR LOWER(p.name) LIKE '%' || LOWER(:person) || '%')
GROUP BY p.id, p.name, p.role
ORDER BY COUNT(*) DESC, p.name, p.id
LIMIT :limit OFFSET (:page - 1) * :limit
