// While a registration waits for the host: asks how it stands, and opens the page anew once that
// has changed. A page that nobody looks at asks nothing.
(() => {
  const { standing, every } = document.currentScript.dataset;
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(standing, { cache: "no-store" }).catch(() => undefined);
    if (!answer?.ok) return;
    const { standing: now } = await answer.json();
    if (now !== "pending") location.replace(location.pathname);
  };
  setInterval(look, Number(every) * 1000);
  document.addEventListener("visibilitychange", look);
})();
