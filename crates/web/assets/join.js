// Runs the join page: checks the browser, asks the server for a pass, hands it to Zoom's client,
// and says in words what came of it. What the server decides is not decided here again.
(() => {
  const box = document.getElementById("join");
  const told = JSON.parse(box.dataset.told);
  const form = document.getElementById("join-form");
  if (!form || !told.sdk) return;
  const say = document.getElementById("join-say");
  const button = form.querySelector("button.primary, .actions button");
  const clock = Date.parse(told.now) - performance.now();
  const memory = `join name ${told.sign}`;
  const plan = `join anew ${told.sign}`;
  let state = "before", watchdog, panel, wish, ticket;

  // --- What is said, in a tree of its own: Zoom's style sheet reaches everything else.

  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: told.panel });
  shadow.append(sheet);
  document.documentElement.append(host);

  const trouble = (code) => told.troubles.find((one) => one.code === code) ?? told.troubles.find((one) => one.code === "other");
  const element = (name, words, more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });

  function show(code) {
    // A signature lives half an hour; the client asks for another where it is shown an old one. The host
    // presses the button again.
    if (String(code) === "3705" && wish && !told.csrf && recent(renewed).length < 3) return renew();
    const { title, to_do: todo, then } = trouble(String(code));
    if (panel?.code === code || (panel && panel.then !== "wait")) return;
    hide();
    const waits = then === "wait";
    const box = element("section", "", { className: waits ? "bar" : "panel" });
    box.setAttribute("role", waits ? "status" : "alertdialog");
    box.setAttribute("aria-labelledby", "title");
    box.setAttribute("aria-describedby", "todo");
    const inner = element("div", "");
    const head = element(waits ? "p" : "h1", title, { id: "title", className: "title", tabIndex: -1 });
    inner.append(head, element("p", todo, { id: "todo" }));
    // What Zoom answers, or does not: an everyday browser asked the real one.
    if (told.emulated && ["3704", "3712", "silent"].includes(String(code))) inner.append(element("p", "In a demonstration Zoom is emulated, and only a browser that was started as the demo says (“Join meetings in”) finds it."));
    const ways = element("div", "", { className: "ways" });
    if (then === "retry") {
      const again = element("button", "Try again", { type: "button", className: "primary" });
      again.addEventListener("click", () => location.reload());
      ways.append(again);
    }
    if (told.app) ways.append(element("a", "Open in the Zoom app", { href: told.app, target: "_top", className: then === "stop" ? "primary" : "" }));
    // Within another site its page is not shown.
    const beside = window.top === window ? {} : { target: "_blank", rel: "noopener" };
    if (!waits) ways.append(element("a", "Back to its page", { href: told.back, ...beside }));
    inner.append(ways);
    if (!waits && Number(code)) inner.append(element("p", `Code ${code}`, { className: "code" }));
    box.append(inner);
    shadow.append(box);
    panel = { code, then, box };
    if (waits) return;
    clearTimeout(watchdog);
    expect(0);
    state = "over";
    if (!waits) {
      box.setAttribute("aria-modal", "true");
      for (const other of document.body.children) other.inert = true;
      head.focus();
    }
    report(code);
  }

  function hide() {
    panel?.box.remove();
    panel = undefined;
    for (const other of document.body.children) other.inert = false;
  }

  const headers = { "content-type": "application/json", ...(told.csrf && { "x-csrf-token": told.csrf }), ...(told.page && { "x-parfocal-page": told.page }) };

  function report(code) {
    const body = JSON.stringify({ code: String(code), sdk: told.sdk.version, ticket });
    fetch(told.report, { method: "POST", headers, body, keepalive: true }).catch(() => {});
  }

  // --- Beginning anew, with what was typed and without being asked again.

  // How often, since anybody was let in, because the client missed its moment; and when for another
  // signature, which no refusal of Zoom's is to turn into a circle, also of those who are let in.
  let begun = 0, renewed = [];
  // Within the half hour that a signature lives.
  const recent = (times) => times.filter((at) => Math.abs(Date.now() - at) < 1_800_000);
  const anew = () => again({ begun: begun + 1, renewed });
  const renew = () => again({ begun, renewed: [...recent(renewed), Date.now()] });

  // Once, and only across the reload that follows.
  function again(counts) {
    try {
      sessionStorage.setItem(plan, JSON.stringify({ ...wish, ...counts }));
    } catch {
      return show("silent");
    }
    location.reload();
  }

  function goOn() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(plan));
      sessionStorage.removeItem(plan);
    } catch { /* then there is nothing to go on with */ }
    if (!kept) return;
    ({ begun, renewed = [] } = kept);
    for (const name of TYPED) {
      const field = form.querySelector(`#f-${name}`);
      if (field) field.value = kept[name] ?? "";
    }
    const consent = form.querySelector("#f-consent");
    if (consent) consent.checked = true;
    ask();
  }

  // --- What Zoom's client does not tell its page. Measured with 6.2.0: some refusals stand in the
  // answer to wc/info, others in event 4098 of the meeting's socket. Where that changes, the
  // watchdog remains.

  const silent = ["3004", "3008", "3099"];

  // Before the host has come, the client asks /wc/rs again and again, and comes in once that says
  // yes. It can miss its moment: a yes that comes while its first socket is being opened is lost
  // (6.2.0 takes that socket for the one it wanted), and after some failures it asks no more. We
  // told the visitor that they are let in by themselves, so then the join begins anew.
  let quiet;
  function expect(seconds) {
    clearTimeout(quiet);
    quiet = seconds ? setTimeout(anew, seconds * 1000) : undefined;
  }
  function heardHost(text) {
    let answer;
    try { answer = typeof text === "string" ? JSON.parse(text) : text; } catch { /* then it was no yes */ }
    // Longer each time: a client that waits in another way is not to be disturbed for ever.
    expect(answer?.status === true ? told.patience / 3 : told.patience * (begun + 1));
  }
  let heard = false;
  const sockets = new Map(told.troubles.filter((one) => one.socket !== undefined).map((one) => [one.socket, one.code]));

  function heardInfo(text) {
    let answer;
    try { answer = typeof text === "string" ? JSON.parse(text) : text; } catch { return; }
    const code = String(answer?.errorCode);
    if (code === "0" && panel?.code === "3008") hide();
    // Of a client that was in and comes again, the callback is spent.
    if (code === "3705" && state === "in") return show(code);
    if (!silent.includes(code)) return;
    show(code);
    if (code !== "3008") return;
    clearTimeout(watchdog);
    heardHost();
  }

  // A client that lost its connection asks for tickets with those it had. Whether Zoom ties these to the
  // signature is not known; where it refuses them, the visitor comes in anew by themselves. An answer that we
  // cannot read is the client's affair.
  function heardTickets(text) {
    let answer;
    try { answer = typeof text === "string" ? JSON.parse(text) : text; } catch { return; }
    const refused = answer?.status === false || Number(answer?.errorCode);
    // It was in, also where its connection went before it told us so.
    if (state !== "over" && refused) show("3705");
  }

  function heardSocket(data) {
    if (typeof data !== "string") return;
    let message;
    try { message = JSON.parse(data); } catch { return; }
    const { evt, body } = message ?? {};
    if (evt === 4098) {
      heard = true;
      expect(0);
      const code = sockets.get(body?.res);
      if (code) show(code);
      // Let in, the client comes anew; whoever still has to wait is told so next.
      if (!body?.res && panel?.code === "waiting-room") hide();
    }
    // Into the waiting room, or out of it.
    if (evt === 7942) body?.bHold ? show("waiting-room") : panel?.code === "waiting-room" && hide();
    // Who is in the meeting: so are we.
    if (evt === 7937) {
      begun = 0;
      if (panel?.code === "3008") hide();
    }
  }

  function listen() {
    const open = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (method, url, ...more) {
      const said = () => (this.responseType === "" || this.responseType === "text" ? this.responseText : this.response);
      if (String(url).includes("/api/v1/wc/info")) this.addEventListener("load", () => heardInfo(said()));
      if (String(url).includes("/wc/refresh_tokens")) this.addEventListener("load", () => heardTickets(said()));
      if (String(url).includes("/wc/rs?")) {
        this.addEventListener("loadstart", () => expect(0));
        this.addEventListener("loadend", () => heardHost(said()));
      }
      return open.call(this, method, url, ...more);
    };
    const plain = window.fetch;
    window.fetch = async function (what, ...more) {
      const answer = await plain.call(this, what, ...more);
      const address = String(what?.url ?? what);
      if (address.includes("/api/v1/wc/info")) answer.clone().text().then(heardInfo, () => {});
      if (address.includes("/wc/refresh_tokens")) answer.clone().text().then(heardTickets, () => {});
      return answer;
    };
    const Socket = window.WebSocket;
    window.WebSocket = class extends Socket {
      constructor(url, ...more) {
        super(url, ...more);
        if (String(url).includes("/wc/api/")) this.addEventListener("message", (event) => heardSocket(event.data));
      }
    };
  }

  // --- The client's files. They are loaded while the visitor types.

  // They bring styles for the whole page, which is ours until the client takes it over.
  const early = [];
  const styled = new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      const sheet = node.localName === "style" || (node.localName === "link" && node.rel === "stylesheet");
      if (!sheet || state !== "before") continue;
      node.media = "not all";
      early.push(node);
    }
  });

  let loading;
  function load() {
    loading ??= (async () => {
      listen();
      styled.observe(document.head, { childList: true });
      // Fetched beside each other, run in their order.
      const scripts = told.sdk.scripts.map((src) => new Promise((done, failed) => {
        document.head.append(Object.assign(document.createElement("script"), { src, async: false, crossOrigin: "anonymous", onload: done, onerror: () => failed(new Error(src)) }));
      }));
      // What the client asks for as soon as it runs.
      for (const href of told.sdk.ahead) document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "script", href }));
      await Promise.all(scripts);
      // Relative, it would join and then have no sound and no picture.
      ZoomMtg.setZoomJSLib(new URL(told.sdk.lib, location.href).href, told.sdk.av);
      ZoomMtg.preLoadWasm();
      ZoomMtg.prepareWebSDK();
    })();
    return loading;
  }

  // The client is started while the visitor types: that takes a quarter of a second in which the page
  // stands still. What it says of it counts once somebody wants to join.
  let started;
  const begin = () => (started ??= new Promise((success, error) => {
    ZoomMtg.i18n.load(language());
    ZoomMtg.init({ leaveUrl: told.left, disablePreview: true, patchJsMedia: true, leaveOnPageUnload: true, success, error });
  }));

  const styles = () => Promise.all(told.sdk.styles.map((href) => new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, crossOrigin: "anonymous", onload: done, onerror: failed }));
  })));

  // --- What the browser can do.

  function lacks() {
    if (!window.isSecureContext) return "insecure";
    if (typeof Promise.allSettled !== "function" || !("replaceChildren" in Element.prototype) || !window.RTCPeerConnection) return "old-browser";
    try {
      new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    } catch {
      return "no-wasm";
    }
    // Zoom's client cannot do without.
    try {
      sessionStorage.length;
    } catch {
      return "no-storage";
    }
    return navigator.onLine ? null : "offline";
  }

  addEventListener("offline", () => { if (state !== "in") show("offline"); });
  addEventListener("online", () => { if (panel?.code === "offline") wish ? anew() : location.reload(); });

  // --- Camera and microphone, before anybody sees or hears them.

  const devices = document.getElementById("devices");
  let stream, meter;
  async function check() {
    stop();
    const [camera, microphone] = ["camera", "microphone"].map((id) => document.getElementById(id));
    const words = document.getElementById("devices-say");
    const seen = (yes) => { for (const one of devices.querySelectorAll("video, .field, p:has(meter)")) one.hidden = !yes; };
    const chosen = (select) => (select.value ? { deviceId: { exact: select.value } } : true);
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: chosen(camera), audio: chosen(microphone) });
    } catch (error) {
      const { title, to_do: todo } = trouble(error.name === "NotFoundError" ? "no-camera" : "camera");
      words.textContent = `${title}. ${todo}`;
      seen(false);
      report(error.name === "NotFoundError" ? "no-camera" : "camera");
      return;
    }
    seen(true);
    document.getElementById("preview").srcObject = stream;
    const all = await navigator.mediaDevices.enumerateDevices();
    for (const [select, kind, track] of [[camera, "videoinput", stream.getVideoTracks()[0]], [microphone, "audioinput", stream.getAudioTracks()[0]]]) {
      const found = all.filter((one) => one.kind === kind);
      select.replaceChildren(...found.map((one) => new Option(one.label || "Without a name", one.deviceId)));
      select.value = track?.getSettings().deviceId ?? "";
    }
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    meter = { context, timer: setInterval(() => {
      analyser.getByteTimeDomainData(samples);
      document.getElementById("level").value = Math.max(...samples.map((one) => Math.abs(one - 128))) / 128;
    }, 100) };
    words.textContent = "Camera and microphone work.";
  }
  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    clearInterval(meter?.timer);
    meter?.context.close();
    stream = meter = undefined;
  }
  devices?.addEventListener("toggle", () => (devices.open ? check() : stop()));
  devices?.addEventListener("change", check);

  // --- Joining.

  const LANGUAGES = ["de-DE", "en-US", "es-ES", "fr-FR", "id-ID", "it-IT", "jp-JP", "ko-KO", "nl-NL", "pl-PL", "pt-PT", "ru-RU", "tr-TR", "vi-VN", "zh-CN", "zh-TW"];
  const language = () => {
    const wish = navigator.language.replace(/^ja/, "jp");
    return LANGUAGES.find((one) => one === wish) ?? LANGUAGES.find((one) => one.slice(0, 2) === wish.slice(0, 2)) ?? "en-US";
  };

  function wrong(name, words) {
    const field = form.querySelector(`#f-${name}`);
    // The page was opened before it was asked for.
    if (!field) {
      say.textContent = `${words} Open this page again: it then has a field for it.`;
      return;
    }
    const box = field.closest(".field");
    const error = element("p", words, { className: "error", id: `e-${name}` });
    (box.querySelector(".hint") ?? box.querySelector("label")).after(error);
    field.setAttribute("aria-invalid", "true");
    describe(field, error.id);
    box.classList.add("wrong");
    say.textContent = "";
    field.focus();
  }

  function describe(field, ...more) {
    const by = [...more, form.querySelector(`#h-${field.name}`)?.id].filter(Boolean).join(" ");
    if (by) field.setAttribute("aria-describedby", by);
    else field.removeAttribute("aria-describedby");
  }

  const TYPED = ["name", "email", "passcode"];

  async function ask() {
    const typed = {};
    wish = undefined;
    for (const name of TYPED) {
      const field = form.querySelector(`#f-${name}`);
      if (field) typed[name] = field.value;
    }
    for (const field of form.querySelectorAll("input")) {
      field.removeAttribute("aria-invalid");
      describe(field);
      field.closest(".field")?.classList.remove("wrong");
      form.querySelector(`#e-${field.name}`)?.remove();
    }
    const consent = form.querySelector("#f-consent");
    if (consent && !consent.checked) return wrong("consent", "Please agree first, then join.");
    wish = typed;
    button.disabled = true;
    say.textContent = "Asking to be let in …";
    let answer, body;
    try {
      answer = await fetch(told.sign, { method: "POST", headers, body: JSON.stringify(typed), cache: "no-store" });
      body = await answer.json();
    } catch {
      return show(navigator.onLine ? "silent" : "offline");
    }
    if (answer.ok) return start(body);
    const { code, message, until, seconds } = body.error ?? { code: "other", message: "" };
    if (code === "wait") return wait(Date.parse(until), message);
    // A crowd that comes at the same moment is let in one after the other.
    if (code === "throttled" && seconds) {
      say.textContent = `${message} This page does so by itself.`;
      setTimeout(ask, (seconds + 3 * Math.random()) * 1000);
      return;
    }
    button.disabled = false;
    wish = undefined;
    if (code === "name") return wrong("name", message);
    if (code === "mail") return wrong("email", message);
    if (code === "passcode") return wrong("passcode", message);
    if (code === "not_set_up") return show("not-ready");
    say.textContent = message;
  }

  // By the server's clock: the visitor's may be another.
  function wait(until) {
    const left = until - (clock + performance.now());
    const at = new Date(Date.now() + left);
    const today = at.toDateString() === new Date().toDateString();
    const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
    const day = today ? "" : ` on ${at.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" })}`;
    say.textContent = `The door opens at ${time}${day}. Leave this page open: you are let in by itself.`;
    // Timers longer than this run at once.
    setTimeout(left > 2e9 ? () => wait(until) : ask, Math.min(Math.max(left + 500, 2000), 2e9));
  }

  async function start({ ticket: given, ...pass }) {
    ticket = given;
    state = "joining";
    say.textContent = "Opening the meeting …";
    stop();
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => show("silent"), told.patience * 1000);
    };
    watch();
    try {
      await Promise.all([load(), styles()]);
    } catch {
      return show("no-sdk");
    }
    if (state !== "joining") return;
    // What took long so far was the way to us; Zoom has had no time to answer yet.
    watch();
    // Two style sheets of two houses do not live in one page.
    styled.disconnect();
    for (const node of early) node.media = "all";
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
      if (!told.sdk.styles.includes(link.getAttribute("href"))) link.disabled = true;
    }
    for (const other of document.querySelectorAll("body > .skip, body > .banner, body > header, body > main")) other.hidden = true;
    document.body.classList.remove("public");
    const failed = (error) => show(error?.errorCode ?? (error instanceof Error ? "no-sdk" : "other"));
    try {
      await begin();
      ZoomMtg.join({ ...pass, success: joined, error: failed });
    } catch (error) {
      failed(error);
    }
  }

  // It is called in the waiting room already; whether we are in, the socket says.
  function joined() {
    state = "in";
    performance.mark("join.success");
    if (told.staff) report("in");
    clearTimeout(watchdog);
    if (panel?.code === "3008") hide();
    if (window.ZoomMtg.inMeetingServiceListener) {
      ZoomMtg.inMeetingServiceListener("onUserIsInWaitingRoom", () => { if (!heard) show("waiting-room"); });
    }
  }

  // Also for a page that has to be loaded anew because the network was away.
  form.addEventListener("input", () => {
    try { sessionStorage.setItem(memory, form.querySelector("#f-name")?.value ?? ""); } catch { /* only a convenience */ }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  form.hidden = false;
  try {
    const field = form.querySelector("#f-name");
    if (field && !field.value) field.value = sessionStorage.getItem(memory) ?? "";
  } catch { /* only a convenience */ }
  const missing = lacks();
  if (missing) return show(missing);
  load().then(() => begin().catch(() => {}), () => { loading = undefined; show("no-sdk"); });
  goOn();
})();
