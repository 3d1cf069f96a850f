// Zoom's events, written and signed by Node: not by the code under test.
import { createHmac, randomBytes } from 'node:crypto';

/** Finds what an event to the demo needs: the app's Secret Token, the account, the connection. */
export async function sender(ready, connection) {
  const ask = async (path) => (await fetch(ready.sandbox_admin_url + path)).json();
  const { apps } = await ask('/apps');
  const app = apps.find(({ kind }) => kind === 'account_oauth');
  const { account_id: account } = await ask('/ready');
  const address = `${ready.parfocal_url}/zoom/webhook/${connection}`;

  return async (event, object) => {
    const { now } = await ask('/clock');
    const at = Date.parse(now);
    const body = JSON.stringify({ event, payload: { account_id: account, object }, event_ts: at });
    const timestamp = String(Math.floor(at / 1000));
    const signature = `v0=${createHmac('sha256', app.secret_token).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-zm-request-timestamp': timestamp, 'x-zm-signature': signature },
      body,
    });
    if (answer.status !== 200) throw new Error(`${event} was answered ${answer.status}: ${await answer.text()}`);
  };
}

/** A run of a meeting with a UUID that is awkward in addresses. */
export function meeting(topic) {
  const bytes = randomBytes(16);
  bytes[0] = 0xff; // base64 begins with `/`
  return {
    id: String(90_000_000_000 + bytes.readUInt32LE(4)),
    uuid: bytes.toString('base64'),
    host_id: 'x1yCzABCDEfg23HiJKl4mN',
    topic,
    type: 2,
    start_time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    timezone: 'Europe/Lisbon',
    duration: 60,
  };
}

/** Somebody, as `meeting.participant_*` names them. */
export const person = (name, n, more = {}) => ({
  user_id: String(16_778_000 + n),
  user_name: name,
  id: '',
  participant_uuid: `PPPPPPPP-0000-0000-0000-00000000000${n}`,
  email: '',
  date_time: new Date().toISOString(),
  ...more,
});
