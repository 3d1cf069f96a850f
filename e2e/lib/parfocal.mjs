// Starts the real binary on free loopback ports and stops it again.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BINARY = process.env.PARFOCAL_BINARY;
if (!BINARY) throw new Error('PARFOCAL_BINARY is not set: run `cargo xtask test`');

/** Starts `parfocal words…`, waits for its ready line, gives `{ ready, stop, log }`. */
export async function start(words, { env = {} } = {}) {
  const child = spawn(BINARY, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = [];
  child.stderr.on('data', (piece) => log.push(piece.toString()));
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const lines = createInterface({ input: child.stdout });
  const first = new Promise((resolve) => lines.once('line', resolve));
  const late = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ready line within 60 s:\n${log.join('')}`)), 60_000);
    first.then(() => clearTimeout(timer));
    ended.then(({ code, signal }) => {
      clearTimeout(timer);
      reject(new Error(`parfocal ${words.join(' ')} ended (${code ?? signal}) before it was ready:\n${log.join('')}`));
    });
  });
  const ready = JSON.parse(await Promise.race([first, late]));
  late.catch(() => {});
  return {
    ready,
    log,
    /** Its end, by itself or not: `{ code, signal }`. */
    ended,
    /** Ends it at once, as a power cut would. */
    async kill() {
      child.kill('SIGKILL');
      return ended;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      return ended;
    },
  };
}

/** The sandbox alone, with all its ready-made apps unless `--empty` is among `words`. */
export const startSandbox = (...words) =>
  start(['sandbox', '--listen', '127.0.0.1:0', '--ready-json', ...words]);

/** Sandbox and Parfocal together in a data folder of their own. */
export async function startDemo(...words) {
  const data = await mkdtemp(join(tmpdir(), 'parfocal-e2e-'));
  const begin = () => start([
    'demo', '--ready-json', '--data', data, '--listen', '127.0.0.1:0', '--sandbox-listen', '127.0.0.1:0', ...words,
  ]);
  let demo = await begin();
  return {
    ready: demo.ready,
    log: demo.log,
    data,
    kill: () => demo.kill(),
    /** Starts it again on the same ports and data. */
    async again() {
      demo = await begin();
    },
    async stop() {
      const outcome = await demo.stop();
      await rm(data, { recursive: true, force: true });
      return outcome;
    },
  };
}
