// Zoom's own receiver, which keeps nothing: the measure for ours. Prints its address when it listens.
import { pathToFileURL } from 'node:url';
import { MeetingsS2SAuthClient } from '@zoom/rivet/meetings';

/** Starts rivet's receiver with this Secret Token on a port; gives `{ url, events, stop }`. */
export async function startRivet(secretToken, port) {
  const events = [];
  const client = new MeetingsS2SAuthClient({
    clientId: 'an-app', clientSecret: 'its-secret', accountId: 'an-account',
    webhooksSecretToken: secretToken, port,
  });
  client.webEventConsumer.event('meeting.started', ({ payload }) => { events.push(payload); });
  await client.start(port);
  return { url: `http://127.0.0.1:${port}/zoom/events`, events, stop: () => client.stop?.() };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , secretToken, port] = process.argv;
  const { url, events } = await startRivet(secretToken, Number(port));
  setInterval(() => { events.length = 0; }, 100);
  console.log(url);
}
