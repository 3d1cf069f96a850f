// What joining in the browser costs: bytes over the wire and time until `join.success`, for a browser
// that comes for the first time and for one that comes back. Twice each: from the click on the public
// page by a visitor who types no letter by hand, so that everything is loaded while they wait; and from
// pressing Join by one who took some seconds over their name, as people do. One line of JSON on standard
// output. Every byte is counted by a relay between browser and server, so that what
// workers and preloading fetch is in it.
import { createServer, connect } from 'node:net';
import { administrator, schedule, startJoinDemo, visitor } from '../lib/join.mjs';
import { open } from '../lib/browser.mjs';

/** Passes everything on to `port` and counts what comes back. */
async function relay(port) {
  let bytes = 0;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const end = () => { near.destroy(); far.destroy(); };
    near.on('error', end).pipe(far);
    far.on('error', end).on('data', (piece) => { bytes += piece.length; }).pipe(near);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Bytes since the last time it was asked. */
    taken() { const taken = bytes; bytes = 0; return taken; },
    close: () => server.close(),
  };
}

const demo = await startJoinDemo();
const wire = await relay(Number(new URL(demo.ready.parfocal_url).port));
const desk = await open();
/** How long a person is on the page before they press Join, in milliseconds. */
const TYPING = 4_000;
try {
  await administrator(demo, desk.page);
  await desk.page.goto(`${demo.ready.parfocal_url}/meetings`);
  const made = await schedule(demo, desk.page);

  const measure = async (guest, typing) => {
    wire.taken();
    const page = await guest.context.newPage();
    await page.goto(`${wire.origin}/m/${made.public_id}`);
    let began = Date.now();
    await page.getByRole('link', { name: 'Join in the browser' }).click();
    await page.getByLabel('Your name').fill('Vera Visitor');
    if (typing) {
      await new Promise((resolve) => setTimeout(resolve, typing));
      began = Date.now();
    }
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    const success = () => performance.getEntriesByName('join.success')[0];
    await page.waitForFunction(success, undefined, { timeout: 120_000 });
    const took = Math.round(await page.evaluate(() => performance.timeOrigin + performance.getEntriesByName('join.success')[0].startTime)) - began;
    // What is fetched for sound and picture comes a moment later.
    let bytes = wire.taken();
    for (let quiet = 0; quiet < 3_000; quiet += 500) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const more = wire.taken();
      bytes += more;
      if (more > 0) quiet = 0;
    }
    await page.close();
    return { ms: took, bytes };
  };
  /** A browser's first join, and the median of seven later ones: one in eight compiles Zoom's client anew. */
  const joins = async (typing) => {
    const guest = await visitor(demo);
    try {
      const first = await measure(guest, typing);
      // A browser keeps what it made of a script when it has met it twice.
      await measure(guest, typing);
      const again = [];
      for (let time = 0; time < 7; time += 1) again.push(await measure(guest, typing));
      return { first, again: again.sort((a, b) => a.ms - b.ms)[3] };
    } finally {
      await guest.close();
    }
  };
  const door = await joins(0);
  const pressed = await joins(TYPING);
  console.log(JSON.stringify({
    first_ms: door.first.ms, first_bytes: door.first.bytes, again_ms: door.again.ms, again_bytes: door.again.bytes,
    first_pressed_ms: pressed.first.ms, again_pressed_ms: pressed.again.ms,
  }));
} finally {
  await desk.close();
  wire.close();
  await demo.stop();
}
