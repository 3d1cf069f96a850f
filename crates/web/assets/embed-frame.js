// Where the browser isolates this frame and keeps storage for it, Zoom's client runs well in it: the door
// opens in place. Everywhere else it stays what it is without scripts, a link to a page of its own.
(() => {
  try {
    if (!window.crossOriginIsolated || !window.sessionStorage) return;
  } catch {
    // Cookies of other sites are blocked, and storage with them; Zoom's client cannot do without.
    return;
  }
  for (const door of document.querySelectorAll("[data-door]")) door.removeAttribute("target");
})();
