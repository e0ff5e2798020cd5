// Shows what `tocsin notify` pushes. Serve it from the root of your site, beside subscribe.html.
//
// A message is {title, body, url, tag, priority, icon}: what has the same tag replaces what is
// shown, and 5 (critical) stays until somebody looks.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let message = {};
  try {
    message = event.data.json();
  } catch {
    // Browsers take the permission away from whoever shows nothing.
    message = { title: "Something happened" };
  }
  event.waitUntil(self.registration.showNotification(message.title, {
    body: message.body,
    tag: message.tag,
    renotify: Boolean(message.tag),
    icon: message.icon,
    requireInteraction: message.priority >= 5,
    data: { url: message.url },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  if (url) event.waitUntil(self.clients.openWindow(url));
});
