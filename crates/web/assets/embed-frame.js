// Where the browser isolates this frame, Zoom's client runs well in it: the door opens in place.
// Everywhere else it stays what it is without scripts, a link to a page of its own.
if (window.crossOriginIsolated) {
  for (const door of document.querySelectorAll("[data-door]")) door.removeAttribute("target");
}
