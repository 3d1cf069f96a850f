// <parfocal-meeting src="https://meetings.example.org/m/…"></parfocal-meeting>: topic, time,
// countdown and the door of a meeting on another site. With `frame` the door opens in place where
// the browser can. It reads the public view and sends no cookies. Type and colours are the site's; the
// button's are --parfocal-accent and --parfocal-accent-ink.
(() => {
  const STYLE = `
    :host { display: block; }
    article { border: 1px solid color-mix(in srgb, currentColor 30%, transparent); border-radius: 12px; padding: 20px; max-width: 480px; box-sizing: border-box; }
    h2 { font: inherit; font-weight: 650; font-size: 1.25em; line-height: 1.3; margin: 0 0 8px; overflow-wrap: anywhere; } p { margin: 0 0 12px; }
    a { display: inline-block; padding: 10px 16px; border-radius: 9px; background: var(--parfocal-accent, #0f6b5c); color: var(--parfocal-accent-ink, #fff); text-decoration: none; font-weight: 600; }
    a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; box-shadow: 0 0 0 4px var(--parfocal-accent, #0f6b5c); }
    iframe { width: 100%; min-height: 640px; border: 0; border-radius: 12px; }`;
  const ALLOW = "camera; microphone; display-capture; fullscreen; autoplay; cross-origin-isolated";
  const part = (name, words, more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });
  const span = (seconds) => {
    const [d, h, m] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    return d ? `in ${d} d ${h} h` : h ? `in ${h} h ${m} min` : m ? `in ${m} min` : `in ${Math.max(0, Math.floor(seconds))} s`;
  };

  class Meeting extends HTMLElement {
    static observedAttributes = ["src", "frame"];
    #timer;

    connectedCallback() { this.#draw(); }
    disconnectedCallback() { clearInterval(this.#timer); }
    attributeChangedCallback() { if (this.isConnected) this.#draw(); }

    async #draw() {
      clearInterval(this.#timer);
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      const page = new URL(this.getAttribute("src") ?? "", document.baseURI);
      const [, id] = /^\/m\/([A-Za-z0-9]+)$/.exec(page.pathname) ?? [];
      const style = part("style", STYLE);
      const door = part("a", "Open its page", { href: page.href, target: "_blank", rel: "noopener" });
      if (!id || !/^https?:$/.test(page.protocol)) return root.replaceChildren(style, part("p", "This element’s src is not the address of a meeting’s page."));
      if (this.hasAttribute("frame") && crossOriginIsolated) {
        const frame = part("iframe", "", { src: `${page.origin}/m/${id}/embed`, title: "Meeting" });
        frame.allow = ALLOW;
        return root.replaceChildren(style, frame);
      }
      let view;
      try {
        const answer = await fetch(`${page.origin}/api/v1/public/${id}`, { credentials: "omit" });
        if (!answer.ok) throw answer;
        view = await answer.json();
      } catch {
        return root.replaceChildren(style, door);
      }
      const card = part("article", "");
      const start = new Date(view.start);
      const when = start.toLocaleString([], { dateStyle: "full", timeStyle: "short" });
      const left = part("p", "", { role: "timer" });
      card.append(part("h2", view.topic), part("p", `${when} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`), left);
      if (view.phase === "cancelled" || view.phase === "ended") {
        left.textContent = view.phase === "cancelled" ? "It is cancelled." : "It is over.";
      } else {
        const tell = () => {
          const seconds = (start - Date.now()) / 1000;
          left.textContent = seconds > 0 ? span(seconds) : "It is under way.";
        };
        tell();
        this.#timer = setInterval(tell, 1000);
        door.textContent = "Join in the browser";
        door.href = `${page.origin}/m/${id}/join`;
      }
      card.append(door);
      root.replaceChildren(style, card);
    }
  }
  if (!customElements.get("parfocal-meeting")) customElements.define("parfocal-meeting", Meeting);
})();
