// The reverse proxies of the book, as the book writes them: a signed event must pass each of them
// byte for byte, with the public name and over TLS, and a page that moves must not be held up.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const BINARY = process.env.PARFOCAL_BINARY;
const NAME = 'zoom.example.org';
const SECRET = 'a-secret-token-of-the-app';
const run = promisify(execFile);
const testdata = (name) => new URL(`../../crates/cli/src/listen/testdata/${name}`, import.meta.url).pathname;
const [certificate, key] = [testdata('one.pem'), testdata('one.key')];
let folder, server, port, token, path, book;

const freePort = () => new Promise((resolve, reject) => {
  const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

const parfocal = async (...words) => JSON.parse((await run(BINARY, ['--json', ...words], {
  cwd: folder,
  env: { ...process.env, PARFOCAL_CLIENT_SECRET: 'its-secret', PARFOCAL_SECRET_TOKEN: SECRET },
})).stdout);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parfocal-proxies-'));
  book = await readFile(new URL('../../docs/setup/server.md', import.meta.url), 'utf8');
  port = await freePort();
  // Nobody listens there: that Zoom cannot be asked must not keep a webhook out.
  await writeFile(join(folder, 'parfocal.toml'), `[server]
public_url = "https://${NAME}"
[zoom]
api_url = "http://127.0.0.1:9/v2"
oauth_url = "http://127.0.0.1:9/oauth"
status_url = "http://127.0.0.1:9/status"
`);
  await parfocal('connect', 'monitoring', '--client-id', 'an-app', '--redirect-url', `https://${NAME}/zoom/callback`).catch(() => {});
  token = (await parfocal('config', 'token', 'create', 'judge', '--rights', 'administer')).token;
  server = spawn(BINARY, ['serve', '--listen', `127.0.0.1:${port}`], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => createInterface({ input: server.stdout }).once('line', resolve));
  const { address } = await (await fetch(`http://127.0.0.1:${port}/api/v1/webhook`, { headers: { authorization: `Bearer ${token}` } })).json();
  assert.ok(address.startsWith(`https://${NAME}/`), `the address to enter is the public one: ${address}`);
  path = new URL(address).pathname;
});
after(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  assert.equal(await ended, 0, 'the server stops cleanly');
  await rm(folder, { recursive: true, force: true });
});

/** The first block of that language in the book, with our own port for the book's. */
function recipe(language) {
  const block = new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(book.slice(book.indexOf('## Behind a reverse proxy')));
  assert.ok(block?.[1].includes('127.0.0.1:8470'), `the book has a recipe in ${language}`);
  return block[1].replace('127.0.0.1:8470', `127.0.0.1:${port}`);
}

/** What comes back over TLS through the proxy, asked for by the public name. */
function through(tls, path, { method = 'GET', headers = {}, body, until } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1', port: tls, servername: NAME, rejectUnauthorized: false, agent: false,
      method, path, headers: { host: NAME, ...headers },
    }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece) => {
        text += piece;
        if (until?.(text)) { resolve({ status: answer.statusCode, headers: answer.headers, text }); asked.destroy(); }
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

function deliver(tls, body, secret = SECRET) {
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return through(tls, path, {
    method: 'POST', body,
    headers: {
      'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body),
      'x-zm-request-timestamp': timestamp, 'x-zm-signature': `v0=${signature}`,
    },
  });
}

/** Starts a proxy and waits until it answers for Parfocal. */
async function behind(program, words, tls, judge) {
  const proxy = spawn(program, words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } });
  let said = '';
  proxy.stderr.setEncoding('utf8').on('data', (piece) => { said += piece; });
  proxy.on('error', (error) => { said += `${program} could not be started (${error.code}): run \`cargo xtask test\`, which installs it.`; });
  const ended = new Promise((resolve) => { proxy.once('exit', resolve); proxy.once('error', resolve); });
  try {
    let healthy = false;
    for (let tries = 0; tries < 100 && !healthy && proxy.exitCode === null; tries += 1) {
      healthy = await through(tls, '/healthz').then(({ status }) => status === 200, () => false);
      if (!healthy) await pause(100);
    }
    assert.ok(healthy, `${program} never answered for Parfocal: ${said}`);
    await judge();
  } finally {
    proxy.kill('SIGTERM');
    await ended;
  }
}

async function judge(tls) {
  const validation = await deliver(tls, JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' }, event_ts: Date.now() }));
  assert.equal(validation.status, 200);
  assert.equal(JSON.parse(validation.text).encryptedToken, createHmac('sha256', SECRET).update('qgg8vlvZRS6UYooatFL8Aw').digest('hex'));
  // Odd spacing and letters beyond ASCII: a proxy that rewrites a body breaks the signature.
  const body = `{ "event":"user.updated",\t"payload":{"account_id":"Ab","object":{"id":"Zo\u00eb \u{1F600}"}},"event_ts":${Date.now()} }`;
  assert.equal((await deliver(tls, body)).status, 200);
  assert.equal((await deliver(tls, body, 'another-secret')).status, 401, 'a forged one is turned away');
  const large = JSON.stringify({ event: 'user.updated', payload: { account_id: 'Ab', object: { id: 'x'.repeat(200_000) } }, event_ts: Date.now() });
  assert.equal((await deliver(tls, large)).status, 200, 'and a long one passes');
  const page = await through(tls, '/sign-in');
  assert.equal(page.status, 200);
  assert.match(page.headers['strict-transport-security'] ?? page.headers['content-security-policy'], /./, 'our headers arrive');
}

test("a signed event passes the book's nginx unchanged", async () => {
  const tls = await freePort();
  const site = recipe('nginx')
    .replace('listen 443 ssl', `listen 127.0.0.1:${tls} ssl`)
    .replace(/ssl_certificate  .*;/, `ssl_certificate ${certificate};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`);
  const spare = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/nginx-${name};`).join('\n');
  // As root, nginx would write long bodies as another user, who may not enter the test's folder.
  const user = process.getuid() === 0 ? 'user root;' : '';
  await writeFile(join(folder, 'nginx.conf'), `daemon off; ${user} pid ${folder}/nginx.pid; error_log stderr warn;
events {}
http { access_log off; ${spare}
${site} }`);
  await behind(process.env.PARFOCAL_NGINX ?? 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], tls, () => judge(tls));
});

test("a signed event passes the book's Caddy unchanged", async () => {
  const tls = await freePort();
  // The certificate and the port are the test's; the way to Parfocal is the book's.
  const site = recipe('text').replace(`${NAME} {`, `${NAME} {\n\tbind 127.0.0.1\n\ttls ${certificate} ${key}`);
  await writeFile(join(folder, 'Caddyfile'), `{\n\tadmin off\n\thttps_port ${tls}\n\tauto_https disable_redirects\n}\n${site}`);
  await behind(process.env.PARFOCAL_CADDY ?? 'caddy', ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')], tls, () => judge(tls));
});
