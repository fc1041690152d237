// Tells the service the reader's time zone, unless they chose one: times are shown in it.
const known = document.cookie.split("; ").some((cookie) => cookie.startsWith("__Host-zone="));
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (!known && zone) {
  document.cookie = `__Host-zone=${encodeURIComponent(zone)}; Path=/; Secure; SameSite=Lax; Max-Age=31536000`;
}
