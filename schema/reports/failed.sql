/* tocsin
title = "Failed messages"
description = "Messages that were given up, newest first. `tocsin notify dead replay` sends one again."
empty = "Nothing failed."
[parameters]
channel = { help = "Only this channel" }
kind = { help = "Only this kind" }
limit = { type = "integer", default = 50, min = 1, help = "At most so many" }
[columns]
notification_type = { title = "Kind" }
error_message = { title = "Error" }
id = { title = "Message" }
*/
SELECT settled_at AS failed_at, m.priority, m.kind AS notification_type, m.channel,
       COALESCE(p.name, '') AS recipient, m.attempts, m.error AS error_message,
       COALESCE(a.title, '') AS subject, m.public_id AS id
FROM message m
LEFT JOIN person p ON p.id = m.person_id
LEFT JOIN alert a ON a.id = m.alert_id
WHERE m.state = 'failed'
  AND (:channel IS NULL OR m.channel = :channel)
  AND (:kind IS NULL OR m.kind = :kind)
ORDER BY m.settled_at DESC, m.id DESC
LIMIT :limit
