// Comfort only: every page works without this file.
(() => {
  const all = (what, root = document) => root.querySelectorAll(what);
  const pad = (n) => String(n).padStart(2, "0");

  function dress(root) {
    for (const button of all("[data-copy]", root)) {
      const words = button.innerHTML;
      button.hidden = false;
      button.onclick = async () => {
        const text = button.parentNode.querySelector("code");
        try {
          await navigator.clipboard.writeText(text.textContent);
          button.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(text);
          button.textContent = "Press Ctrl C";
        }
        setTimeout(() => { button.innerHTML = words; }, 2000);
      };
    }
    for (const time of all("time[data-local]", root)) {
      const at = new Date(time.dateTime);
      if (isNaN(at)) continue;
      time.textContent = at.toLocaleString([], { weekday: "long", day: "numeric", month: "long",
        hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
    }
  }

  // Counts from what the server printed: the viewer's clock may differ.
  function count(box) {
    const cells = all("b", box);
    const start = [...cells].reduce((sum, cell, i) => sum + cell.textContent * [86400, 3600, 60, 1][i], 0);
    const began = performance.now();
    const timer = setInterval(() => {
      const left = Math.max(0, Math.round(start - (performance.now() - began) / 1000));
      [Math.floor(left / 86400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, pad(left % 60)]
        .forEach((value, i) => { cells[i].textContent = value; });
      if (left) return;
      clearInterval(timer);
      if (start && box.dataset.then === "reload") setTimeout(() => location.reload(), 1500);
    }, 1000);
  }

  // <section data-refresh="/address" data-every="30">: the answer replaces the content;
  // with an id, that part of the answer does.
  function refresh(box) {
    setInterval(async () => {
      if (document.hidden || box.contains(document.activeElement)) return;
      try {
        const answer = await fetch(box.dataset.refresh, { headers: { accept: "text/html" } });
        if (!answer.ok || answer.redirected) return;
        const text = await answer.text();
        const page = new DOMParser().parseFromString(text, "text/html");
        box.innerHTML = box.id ? page.getElementById(box.id).innerHTML : text;
        dress(box);
      } catch { /* the old figures stay, with their time */ }
    }, Math.max(5, box.dataset.every) * 1000);
  }

  dress(document);
  all("[data-until]").forEach(count);
  all("[data-refresh]").forEach(refresh);
  addEventListener("keydown", (key) => {
    if (key.key === "Escape") for (const menu of all("details.menu[open]")) menu.open = false;
    const find = document.querySelector("[data-find]");
    if (find && key.key === "k" && (key.ctrlKey || key.metaKey)) { key.preventDefault(); find.focus(); }
  });
})();
