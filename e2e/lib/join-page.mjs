// A plain page that joins with Zoom's Meeting SDK and nothing of Parfocal's: what the sandbox is
// measured with. It tells what happened in `window.told`.
import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { folder, manifest } from './sdk.mjs';

const TYPES = {
  '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.mp3': 'audio/mpeg',
};

// As Parfocal's own join page is served.
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'content-security-policy': [
    "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval' blob:", "worker-src 'self' blob:",
    "connect-src 'self' https://zoom.us https://*.zoom.us wss://*.zoom.us", "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: https://*.zoom.us", "media-src 'self' blob: https://*.zoom.us", "font-src 'self' data:",
    "object-src 'none'", "base-uri 'self'",
  ].join('; '),
};

const JOIN = `
window.told = [];
const tell = (what, detail) => window.told.push({ what, detail: detail ?? null });
const ask = JSON.parse(decodeURIComponent(location.hash.slice(1)));
document.addEventListener('securitypolicyviolation', (event) => tell('violation', event.violatedDirective + ' ' + event.blockedURI));
ZoomMtg.setZoomJSLib(location.origin + '/sdk/${manifest.client_view.lib}', '${manifest.client_view.av}');
ZoomMtg.preLoadWasm();
ZoomMtg.prepareWebSDK();
ZoomMtg.i18n.load('en-US');
for (const name of ['onMeetingStatus', 'onUserJoin', 'onUserLeave', 'onUserIsInWaitingRoom']) {
  ZoomMtg.inMeetingServiceListener(name, (detail) => tell(name, detail));
}
ZoomMtg.init({
  leaveUrl: location.origin + '/left', disablePreview: true, patchJsMedia: true,
  success: () => ZoomMtg.join({
    ...ask,
    success: (detail) => tell('join.success', detail),
    error: (detail) => tell('join.error', detail),
  }),
  error: (detail) => tell('init.error', detail),
});
`;

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Join</title>
${manifest.client_view.styles.map((file) => `<link rel="stylesheet" href="/sdk/${file}">`).join('\n')}
</head><body>
${manifest.client_view.scripts.map((file) => `<script src="/sdk/${file}"></script>`).join('\n')}
<script src="/join.js"></script>
</body></html>`;

/** Serves the page on a free port: `{ address(ask), origin, close }`. */
export async function serve() {
  const root = await folder();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://page');
    const text = { '/join': ['text/html', PAGE], '/join.js': ['text/javascript', JOIN], '/left': ['text/html', '<h1>Left</h1>'] }[pathname];
    if (text) return response.writeHead(200, { ...HEADERS, 'content-type': text[0] }).end(text[1]);
    const file = normalize(join(root, pathname.slice('/sdk'.length)));
    const there = pathname.startsWith('/sdk/') && file.startsWith(root) && (await stat(file).then((s) => s.isFile(), () => false));
    if (!there) return response.writeHead(404, HEADERS).end();
    response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    address: (ask) => `${origin}/join#${encodeURIComponent(JSON.stringify(ask))}`,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** The signature of an SDK app, made here by hand: a JWT with HS256. */
export function sign({ client_id: id, client_secret: secret }, meeting, { role = 0, now = Date.now(), lasts = 7200 } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(now / 1000) - 30;
  const exp = iat + lasts;
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ appKey: id, sdkKey: id, mn: String(meeting), role, iat, exp, tokenExp: exp })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
