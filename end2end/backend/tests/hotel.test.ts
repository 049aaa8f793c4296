/** The hotel bookings file: bad lines named, rooms without overlaps, lives in order, replay. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readHotelFile } from '../src/hotel-file.ts';
import { makeLives } from '../src/hotel-lives.ts';
import { ask, connect, endProcess, get, serve, signIn, spawnServer, state, tempFolder, until, type Json } from './helpers.ts';
import { HEADER, hotelBookings } from './hotel-bookings.ts';


interface Made { lead?: string; month?: string; day?: string; nights?: string; fate?: string; on?: string; edits?: string; adr?: string; hotel?: string }
const line = ({ lead = '3', month = 'July', day = '10', nights = '2', fate = 'Check-Out', on = '7/12/2015', edits = '0', adr = '80.5', hotel = 'Resort Hotel' }: Made) =>
  `${hotel},0,${lead},2015,${month},28,${day},0,${nights},2,0,0,BB,PRT,Online TA,TA/TO,0,0,0,A,A,${edits},No Deposit,NULL,NULL,0,Transient,${adr},0,1,${fate},${on}`;

const LINES = [
  HEADER,
  line({ edits: '2' }),
  line({ month: 'Jul' }),
  line({ lead: '9', fate: 'Canceled', on: '7/3/2015' }),
  'too,few,columns',
  line({ day: '31', month: 'June' }),
  line({ fate: 'Vanished' }),
  line({ nights: 'two' }),
  line({ fate: 'No-Show', on: '7/10/2015' }),
  `"${line({})}`,
  line({ adr: 'cheap' }),
  '',
  line({ on: '7/9/2015' }),
  line({ nights: '0', on: '7/10/2015', adr: 'NA' }),
  line({ on: 'soon' }),
  line({ hotel: '"City, Hotel"' }),
];
let folder: string;

before(async () => {
  folder = await tempFolder();
  writeFileSync(join(folder, 'small.csv.gz'), gzipSync(LINES.join('\r\n')));
});
after(() => rmSync(folder, { recursive: true }));

test('lines that cannot be read are named, and the rest is read', () => {
  const file = readHotelFile(join(folder, 'small.csv.gz'));
  assert.deepEqual(file.rows.map((row) => row.row + 1), [2, 4, 9, 14, 16]);
  assert.deepEqual(file.problems, [
    { line: 3, reason: 'there is no 10 Jul 2015' },
    { line: 5, reason: '3 columns instead of 32' },
    { line: 6, reason: 'there is no 31 June 2015' },
    { line: 7, reason: 'reservation_status is "Vanished"' },
    { line: 8, reason: 'stays_in_week_nights is "two"' },
    { line: 10, reason: 'a quote is not closed' },
    { line: 11, reason: 'adr is "cheap"' },
    { line: 13, reason: 'the departure is before the arrival' },
    { line: 15, reason: 'reservation_status_date is "soon"' },
  ]);
  assert.equal(file.unreadable, 9);
  for (const [name, text, message] of [['no.csv', undefined, /cannot be read \(ENOENT\)/], ['a.csv', 'a,b\n1,2', /not a hotel bookings file/], ['b.csv', HEADER, /no booking that can be read/], ['c.gz', '\x1f\x8bxx', /not a whole gzip/]] as const) {
    if (text !== undefined) writeFileSync(join(folder, name), Buffer.from(text, 'latin1'));
    assert.throws(() => readHotelFile(join(folder, name)), message);
  }
});

test('an import shows the last state of each life, with its history', async () => {
  const server = await serve({}, ['--import', join(folder, 'small.csv.gz')]);
  const { bookings, business_date, revision } = await state(server.url, 'imported');
  assert.equal(business_date, '2015-07-10');
  assert.deepEqual(bookings.map((each: Json) => [each.id, each.status]), [
    ['hb-00001', 'checked_out'], ['hb-00003', 'cancelled'], ['hb-00008', 'no_show'], ['hb-00013', 'checked_out'], ['hb-00015', 'checked_out'],
  ]);
  assert.deepEqual(bookings[0].price, { amount: 16_100, currency: 'EUR' });
  assert.equal(bookings[3].price, undefined);
  const { token } = await signIn(server.url);
  const { history } = (await get(server.url, '/api/bookings/hb-00001', token)).body;
  assert.deepEqual(history.map((entry: Json) => entry.action), ['check_out', 'check_in', 'set_note', 'set_note', 'create']);
  assert.deepEqual([...history].sort((a: Json, b: Json) => (a.at < b.at ? 1 : -1)), history);
  assert.equal(revision, bookings.reduce((sum: number, each: Json) => sum + each.version, 0));
  await server.stop();
});

test('a replay plays all events once and in order, over a kill, and turns the day', async () => {
  const data = await tempFolder();
  const args = ['--replay', join(folder, 'small.csv.gz'), '--speed', '100000', '--from', '2015-07-10'];
  const first = await spawnServer(data, {}, args);
  const { token } = await signIn(first.url);
  const socket = await connect(first.url, token);
  const seen: Json[] = [];
  const days: string[] = [];
  socket.on('booking:changed', (event) => seen.push(event));
  socket.on('venue:day', (event) => days.push(event.business_date));
  const joined = await ask(socket, 'bookings:monitor', { venue: 'replay' });
  await until('half of it', () => seen.length >= 3);
  await endProcess(first.child, 'SIGKILL');
  socket.close();
  const second = await spawnServer(data, {}, args);
  await until('everything is over', async () => (await state(second.url, 'replay')).bookings.every((each: Json) => ['checked_out', 'cancelled', 'no_show'].includes(each.status)));
  const end = await state(second.url, 'replay');
  assert.deepEqual(seen.map((event) => event.revision), seen.map((_, index) => joined.revision + 1 + index));
  assert.ok(seen.every((event, index) => index === 0 || event.booking.updated_at >= seen[index - 1].booking.updated_at));
  const versions = Object.fromEntries(end.bookings.map((each: Json) => [each.id, each.version]));
  assert.deepEqual(versions, { 'rp-00001': 5, 'rp-00003': 2, 'rp-00008': 2, 'rp-00013': 3, 'rp-00015': 3 });
  assert.ok(end.business_date >= '2015-07-12');
  assert.deepEqual(days, [...days].sort());
  await endProcess(second.child);
  rmSync(data, { recursive: true });
});

test('a whole file: every booking, and no room is given twice at once', () => {
  const { path, count } = hotelBookings();
  const file = readHotelFile(path);
  assert.deepEqual([file.rows.length, file.unreadable], [count, 0]);
  const { lives } = makeLives(file, 'v', 'x');
  const byRoom = new Map<string, typeof lives>();
  for (const life of lives.filter(({ row }) => row.fate === 'checked_out')) {
    const room = life.draft.resource?.id ?? '';
    byRoom.set(room, [...(byRoom.get(room) ?? []), life]);
  }
  for (const stays of byRoom.values()) {
    stays.sort((a, b) => (a.draft.starts_at < b.draft.starts_at ? -1 : 1));
    for (const [index, stay] of stays.entries()) {
      const next = stays[index + 1];
      if (next) assert.ok(stay.draft.ends_at <= next.draft.starts_at, `${stay.draft.id} and ${next.draft.id}`);
    }
  }
  for (const { events } of lives) {
    for (const [index, event] of events.entries()) assert.ok(index === 0 || event.at > (events[index - 1]?.at ?? 0));
  }
});
