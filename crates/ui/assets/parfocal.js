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
    // A file is read here and put into the box it belongs to, so that what is sent can be seen first.
    for (const box of all("[data-file-into]", root)) {
      box.hidden = false;
      const input = box.querySelector("input");
      input.onchange = async () => {
        const [file] = input.files;
        if (file) document.getElementById(box.dataset.fileInto).value = await file.text();
        input.value = "";
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

  // <main data-stream="/address">: the server sends each [data-part] that has changed. One that
  // holds the focus or a selection is let be until it does not.
  function live(main) {
    const say = main.querySelector("[data-say]"), lost = main.querySelector("[data-lost]");
    const waiting = new Map();
    let source, gone, late, timer, tries = 0;

    const busy = (box) => {
      const chosen = getSelection();
      return box.contains(document.activeElement) || (!chosen.isCollapsed && chosen.containsNode(box, true));
    };
    const put = (part) => {
      const { part: name, print } = part.dataset;
      const box = main.querySelector(`[data-part="${name}"]`);
      waiting.delete(name);
      // A page of other parts than these: nothing was set up, and now something is.
      if (!box) return location.reload();
      if (box.dataset.print === print) return;
      if (busy(box)) return waiting.set(name, part);
      const before = box.textContent.replace(/[\d\s]+/g, " ");
      const at = [...all(".scroll", box)].map((one) => one.scrollLeft);
      const open = [...all("details", box)].map((one) => one.open);
      box.replaceChildren(...part.childNodes);
      box.dataset.print = print;
      all(".scroll", box).forEach((one, i) => { one.scrollLeft = at[i] ?? 0; });
      all("details", box).forEach((one, i) => { one.open = open[i] ?? one.open; });
      dress(box);
      // A number that moves is no news; another sentence is.
      if (name === "sentence" && before !== box.textContent.replace(/[\d\s]+/g, " ")) say.textContent = box.textContent;
    };
    const take = (text) => {
      const parts = new DOMParser().parseFromString(text, "text/html");
      all("[data-part]", parts).forEach(put);
    };
    const settle = () => setTimeout(() => [...waiting.values()].forEach(put));
    const back = () => {
      clearTimeout(late);
      gone = late = undefined;
      lost.replaceChildren();
    };
    const away = () => {
      if (gone) return;
      gone = new Date().toLocaleTimeString([], { timeZoneName: "short" });
      lost.textContent = `No connection to Parfocal since ${gone}. What is shown is from then; it is tried again by itself.`;
    };
    const ended = () => {
      clearTimeout(timer);
      source.close();
      const link = Object.assign(document.createElement("a"), { href: location.href, textContent: "Sign in again" });
      lost.replaceChildren("You are signed out, so nothing moves here any more. ", link);
    };
    // Where a proxy lets no stream through, the page itself says how things are.
    const poll = async () => {
      try {
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        if (answer.redirected) return ended();
        if (!answer.ok) throw answer;
        take(await answer.text());
        back();
        tries = 4;
      } catch {
        away();
        tries = Math.min(tries + 1, 4);
      }
      timer = setTimeout(listen, 2500 * tries);
    };
    const listen = () => {
      clearTimeout(timer);
      source?.close();
      source = new EventSource(main.dataset.stream);
      source.addEventListener("open", () => { tries = 0; back(); });
      source.addEventListener("part", (event) => take(event.data));
      source.addEventListener("end", ended);
      source.addEventListener("error", () => {
        if (source.readyState === EventSource.CLOSED) poll(); else late ??= setTimeout(away, 2000);
      });
    };
    addEventListener("focusout", settle);
    document.addEventListener("selectionchange", settle);
    // A browser has few connections to one host: those who do not look hold none.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) { clearTimeout(timer); source.close(); } else listen();
    });
    listen();
  }

  dress(document);
  all("[data-until]").forEach(count);
  all("[data-refresh]").forEach(refresh);
  all("[data-stream]").forEach(live);
  addEventListener("keydown", (key) => {
    if (key.key === "Escape") for (const menu of all("details.menu[open]")) menu.open = false;
    const find = document.querySelector("[data-find]");
    if (find && key.key === "k" && (key.ctrlKey || key.metaKey)) { key.preventDefault(); find.focus(); }
  });
})();
