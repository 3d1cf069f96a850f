// Zoom's Meeting SDK, unmodified: fetched by npm, checked against the pinned hash, unpacked once.
// It is Zoom's and is never redistributed, so it lies in the build's cache and nowhere else.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The one manifest: package, version, hash, layout. Parfocal itself reads it too. */
export const manifest = JSON.parse(
  await readFile(new URL('../../crates/zoom-catalog/data/meeting-sdk.json', import.meta.url), 'utf8'),
);

/** The folder that holds the SDK's files, fetched first where it is not there. */
export async function folder() {
  const cache = process.env.PARFOCAL_SDK_CACHE;
  if (!cache) throw new Error('PARFOCAL_SDK_CACHE is not set: run `cargo xtask test`');
  const there = join(cache, manifest.version);
  const root = join(there, manifest.root);
  const script = join(root, manifest.client_view.scripts.at(-1));
  if (await access(script).then(() => true, () => false)) return root;
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await unpack(making);
    await rm(there, { recursive: true, force: true });
    await rename(making, there);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return root;
}

/** The archive as npm has it, kept in the cache: Parfocal is given it as a file. */
export async function archive() {
  const cache = process.env.PARFOCAL_SDK_CACHE;
  if (!cache) throw new Error('PARFOCAL_SDK_CACHE is not set: run `cargo xtask test`');
  const there = join(cache, `${manifest.version}.tgz`);
  if (await access(there).then(() => true, () => false)) return there;
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(join(cache, 'packing-'));
  try {
    await rename(await pack(making), there);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return there;
}

async function unpack(into) {
  const archive = await pack(into);
  const kept = manifest.keep.map((name) => `${manifest.root}/${name.replace(/\/$/, '')}`);
  await run('tar', ['-xzf', archive, '-C', into, ...kept]);
  await rm(archive);
}

/** Lets npm fetch the archive into a folder, and compares its hash. */
async function pack(into) {
  const wanted = `${manifest.package}@${manifest.version}`;
  const packed = await run('npm', ['pack', wanted, '--loglevel=error', '--pack-destination', into], { cwd: into }).catch((error) => {
    const said = String(error.stderr || error.message).trim().split('\n');
    const line = said.find((each) => /^npm error (?!code|errno|syscall|A complete log)/.test(each)) ?? said[0];
    const why = line.replace(/^npm error /, '');
    throw new Error(`npm cannot fetch ${wanted}, which this test joins with; it needs npm's registry (${why}).`);
  });
  const archive = join(into, packed.stdout.trim().split('\n').at(-1));
  const hash = createHash('sha512').update(await readFile(archive)).digest('base64');
  if (`sha512-${hash}` !== manifest.integrity) {
    throw new Error(`${wanted} as npm fetched it is not the pinned one: its hash is sha512-${hash}.`);
  }
  return archive;
}
