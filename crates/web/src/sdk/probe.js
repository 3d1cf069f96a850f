// What only the browser knows: fills the cells of the test page.
(() => {
  const files = document.currentScript.dataset.files.split(" ").filter(Boolean);
  const say = document.querySelector("[data-say]");
  const found = (what, quality, words) => {
    const badge = document.querySelector(`template[data-badge=${quality}]`).content.cloneNode(true);
    badge.querySelector(".badge").lastChild.textContent = words;
    const cell = document.querySelector(`[data-found=${what}]`);
    cell.replaceChildren(badge);
    cell.dataset.quality = quality;
  };
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

  function page() {
    if (isSecureContext) found("secure", "good", location.protocol === "https:" ? "https" : "this machine itself");
    else found("secure", "bad", "no: open this page over https");
    if (crossOriginIsolated) found("isolated", "good", "isolated");
    else found("isolated", "fair", typeof SharedArrayBuffer === "function" ? "shares memory without" : "no: something between strips headers");
  }

  // A function that adds two vectors: needs SIMD, which the SDK's faster modules do.
  const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
  async function wasm() {
    try {
      await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    } catch (error) {
      return found("wasm", "bad", typeof WebAssembly === "object" ? `forbidden: ${error.message}` : "this browser has none");
    }
    if (WebAssembly.validate(new Uint8Array(SIMD))) found("wasm", "good", "compiles, with SIMD");
    else found("wasm", "fair", "compiles, without SIMD: slower video");
  }

  async function load() {
    if (!files.length) return found("files", "bad", "not on this server");
    let bytes = 0;
    for (const file of files) {
      const ours = file.startsWith("/");
      try {
        // As the join page asks: an isolated page takes from elsewhere only what allows that.
        const answer = await fetch(file, { mode: ours ? "same-origin" : "cors", credentials: "omit" }).catch((error) => {
          throw ours ? error : new Error("did not come: not reached, or sent without Access-Control-Allow-Origin");
        });
        if (!answer.ok) throw new Error(`answers ${answer.status}`);
        const kind = answer.headers.get("content-type") ?? "";
        if (!/javascript|css/.test(kind)) throw new Error(`comes as “${kind}”`);
        bytes += (await answer.arrayBuffer()).byteLength;
      } catch (error) {
        return found("files", "bad", `${file.split("/").at(-1)}: ${error.message}`);
      }
    }
    found("files", "good", bytes ? `${files.length} files, ${megabytes(bytes)} unpacked` : `${files.length} files`);
  }

  const DEVICES = { camera: "videoinput", microphone: "audioinput" };
  const REFUSED = {
    NotAllowedError: "not allowed: click the sign beside the address and allow it",
    NotFoundError: "none found on this machine",
    NotReadableError: "another program uses it",
  };
  async function devices() {
    for (const [name, kind] of Object.entries(DEVICES)) {
      if (!navigator.mediaDevices) { found(name, "bad", "not offered on this page"); continue; }
      try {
        const stream = await navigator.mediaDevices.getUserMedia(name === "camera" ? { video: true } : { audio: true });
        const all = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === kind);
        for (const track of stream.getTracks()) track.stop();
        found(name, "good", all.map((one) => one.label || "without a name").join(", "));
      } catch (error) {
        found(name, "bad", REFUSED[error.name] ?? error.message);
      }
    }
    say.textContent = "Camera and microphone were tried.";
  }

  async function state() {
    for (const name of Object.keys(DEVICES)) {
      const asked = await navigator.permissions?.query({ name }).catch(() => undefined);
      const words = { granted: "allowed before, not tried yet", denied: "blocked before: allow it beside the address" };
      found(name, asked?.state === "denied" ? "bad" : "fair", words[asked?.state] ?? "will be asked for");
    }
    const button = document.querySelector("[data-devices]");
    button.hidden = false;
    button.onclick = devices;
  }

  page();
  Promise.all([wasm(), load(), state()]).then(() => { say.textContent = "This browser was measured."; });
})();
