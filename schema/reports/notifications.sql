/* tocsin
title = "Notification log"
description = "Every message, newest first: to whom, through what, how it went, and why it was made or not sent."
empty = "No message matches."
[parameters]
since = { type = "time", help = "Made at or after" }
until = { type = "time", help = "Made before or at" }
kind = { help = "Only this kind" }
channel = { help = "Only this channel" }
status = { help = "Only in this state", one_of = ["pending", "sending", "sent", "delivered", "read", "failed", "held", "suppressed", "expired", "uncertain"] }
person = { help = "Recipients whose name holds this, or this masked address" }
severity = { help = "Only of this severity", one_of = ["low", "medium", "high", "critical"] }
limit = { type = "integer", default = 50, min = 1, help = "Rows a page" }
page = { type = "integer", default = 1, min = 1, help = "Which page" }
[columns]
notification_type = { title = "Kind" }
error_message = { title = "Error" }
id = { title = "Message" }
*/
SELECT created_at, priority, status, notification_type, channel, recipient, address, subject,
       purpose, reason, attempts, sent_at, error_message, id, alert
FROM notification_log
WHERE created_at >= :since AND created_at <= :until
  AND (:kind IS NULL OR notification_type = :kind)
  AND (:channel IS NULL OR channel = :channel)
  AND (:status IS NULL OR status = :status)
  AND (:person IS NULL OR address = :person
       OR LOWER(recipient) LIKE '%' || LOWER(:person) || '%')
  AND (:severity IS NULL OR priority = CASE :severity WHEN 'low' THEN 2 WHEN 'medium' THEN 3
                                                      WHEN 'high' THEN 4 ELSE 5 END)
ORDER BY created_at DESC, id DESC
LIMIT :limit OFFSET (:page - 1) * :limit
