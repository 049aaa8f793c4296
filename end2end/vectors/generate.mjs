/**
 * Makes `tests/vectors/*.jsonl` with the official Socket.IO parser (npm `socket.io-parser`, pinned).
 *
 * Run it from `end2end/`:  npm ci && npm run vectors
 * It needs no network and draws from a fixed seed: the same parser gives the same files, byte for byte.
 * `cargo test --test vectors` reads them.
 *
 * A line is {"frames": [text or {"base64"}, …], "packet": {type, nsp, id?, data?}} or {"frames", "error": true}.
 * Nothing is written that the official parser does not confirm: a packet must decode to itself and encode to the
 * same frames; an error must be refused by the decoder, or leave it waiting for frames that do not come. What it
 * reads but would write differently (a namespace without its comma, say) is neither, and left out.
 */
import { readdirSync, mkdirSync, unlinkSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Decoder, Encoder, PacketType } from "socket.io-parser";

const FOLDER = new URL("../../tests/vectors/", import.meta.url);
const { CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK } = PacketType;

/** Feeds frames to a fresh official decoder: the packet with the type that was on the wire, or null if refused. */
function decode(frames) {
  const decoder = new Decoder();
  const decoded = [];
  decoder.on("decoded", (packet) => decoded.push(packet));
  try {
    for (const frame of frames) {
      if (decoded.length > 0) return null;
      decoder.add(frame);
    }
  } catch {
    return null;
  }
  if (decoded.length !== 1) return null;
  const { nsp, id, data } = decoded[0];
  return { type: Number(frames[0].charAt(0)), nsp, id, data };
}

/** The type that an application asks for; the encoder itself chooses the binary ones. */
function plainType(type) {
  if (type === BINARY_EVENT) return EVENT;
  return type === BINARY_ACK ? ACK : type;
}

function encode({ type, nsp, id, data }) {
  return new Encoder().encode({ type: plainType(type), nsp, id, data });
}

function framesAsJson(frames) {
  return frames.map((frame) => (typeof frame === "string" ? frame : { base64: frame.toString("base64") }));
}

function dataAsJson(data) {
  if (Buffer.isBuffer(data)) return { $bin: data.toString("base64") };
  if (Array.isArray(data)) return data.map(dataAsJson);
  if (data === null || typeof data !== "object") return data;
  // Not Object.fromEntries: it would lose a key named __proto__.
  const copy = Object.create(null);
  for (const key of Object.keys(data)) copy[key] = dataAsJson(data[key]);
  return copy;
}

function goodLine(frames, packet) {
  const { type, nsp, id, data } = packet;
  return JSON.stringify({
    frames: framesAsJson(frames),
    packet: { type: PacketType[type], nsp, id, data: data === undefined ? undefined : dataAsJson(data) },
  });
}

function errorLine(frames) {
  return JSON.stringify({ frames: framesAsJson(frames), error: true });
}

/** Attachments are views over the same bytes whichever side made them. */
function sameFrames(left, right) {
  return left.length === right.length && left.every((frame, i) => isDeepStrictEqual(frame, right[i]));
}

function good(packet) {
  const frames = encode(packet);
  const decoded = decode(frames);
  if (decoded === null) throw new Error(`the official decoder refuses ${frames[0]}`);
  if (!sameFrames(encode(decoded), frames)) throw new Error(`not encoded to the same frames: ${frames[0]}`);
  return goodLine(frames, decoded);
}

function bad(...frames) {
  if (decode(frames) !== null) throw new Error(`the official decoder accepts ${frames[0]}`);
  return errorLine(frames);
}

const bytes = (...values) => Buffer.from(values);
const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;
const nested = (depth, leaf) => {
  let value = leaf;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Every example of the protocol document, revision 5. */
function protocol() {
  const four = bytes(1, 2, 3, 4);
  return [
    { type: CONNECT, nsp: "/" },
    { type: CONNECT, nsp: "/", data: { sid: "wZX3oN0bSVIhsaknAAAI" } },
    { type: CONNECT, nsp: "/admin" },
    { type: CONNECT, nsp: "/admin", data: { sid: "oSO0OpakMV_3jnilAAAA" } },
    { type: CONNECT, nsp: "/admin", data: { token: "123" } },
    { type: CONNECT, nsp: "/admin", data: { sid: "iLnRaVGHY4B75TeVAAAB" } },
    { type: CONNECT, nsp: "/admin", data: { sid: "-G5j-67EZFp-q59rADQM" } },
    { type: CONNECT_ERROR, nsp: "/", data: { message: "Not authorized" } },
    { type: EVENT, nsp: "/", data: ["foo"] },
    { type: EVENT, nsp: "/", data: ["bar"] },
    { type: EVENT, nsp: "/admin", data: ["bar"] },
    { type: EVENT, nsp: "/", data: ["hey", "Jude"] },
    { type: EVENT, nsp: "/", data: ["hello"] },
    { type: EVENT, nsp: "/", data: ["world"] },
    { type: EVENT, nsp: "/", data: ["baz", four] },
    { type: EVENT, nsp: "/admin", data: ["baz", bytes(1, 2), bytes(3, 4)] },
    { type: EVENT, nsp: "/", id: 12, data: ["foo"] },
    { type: ACK, nsp: "/", id: 12, data: ["bar"] },
    { type: ACK, nsp: "/", id: 12, data: [] },
    { type: EVENT, nsp: "/admin", id: 13, data: ["foo"] },
    { type: ACK, nsp: "/admin", id: 13, data: ["bar"] },
    { type: EVENT, nsp: "/", id: 14, data: ["foo", four] },
    { type: ACK, nsp: "/", id: 14, data: ["bar"] },
    { type: EVENT, nsp: "/", id: 15, data: ["foo"] },
    { type: ACK, nsp: "/", id: 15, data: ["bar", four] },
    { type: EVENT, nsp: "/admin", id: 1, data: ["tellme"] },
    { type: ACK, nsp: "/admin", id: 1, data: [four] },
    { type: DISCONNECT, nsp: "/" },
    { type: DISCONNECT, nsp: "/admin" },
  ].map(good);
}

const NAMESPACES = ["/", "/admin", "/admin?token=a%20b&x=1", "/a/b-c.d", "/größe 😀", '/["{}"]', "/51-2", "//"];
const IDS = [undefined, 0, 1, 12, 4294967296, Number.MAX_SAFE_INTEGER];
const VALUES = [
  null, true, false, 0, -1, 0.1, 1e21, 5e-324, 1.7976931348623157e308, "", "x", "[]{}\",:\\/", "\u0000\u001e\u001f\u007f",
  "größe 😀 \u2028\u2029 \ufeff", "\ud83d", "\udc00\ud83d", "<script>", [], {}, [[]], [null, [true, { a: [] }]],
  { "": 0, a: { b: { c: "d" } }, 10: "ten", 2: "two" }, { ä: "\t\n\r\b\f" }, { _placeholder: true, num: 0 },
  { _placeholder: false, num: 7 }, { num: 0 }, nested(40, "leaf"), JSON.parse('{"__proto__":{"a":1}}'),
];

/** Each type in each namespace, with and without id; each kind of value as an argument. */
function texts() {
  const packets = [];
  for (const nsp of NAMESPACES) {
    packets.push({ type: CONNECT, nsp }, { type: DISCONNECT, nsp });
    packets.push({ type: CONNECT, nsp, data: { token: "a,b", client: { id: 7 } } });
    packets.push({ type: CONNECT_ERROR, nsp, data: { message: "no", data: { code: "token_expired" } } });
    packets.push({ type: CONNECT_ERROR, nsp, data: "no" });
    for (const id of IDS) {
      packets.push({ type: EVENT, nsp, id, data: ["message", { id }] });
      packets.push({ type: ACK, nsp, id, data: id === 0 ? [] : ["ok", 1] });
    }
  }
  for (const value of VALUES) {
    packets.push({ type: EVENT, nsp: "/", data: ["value", value] });
    packets.push({ type: ACK, nsp: "/v", id: 3, data: [value, value] });
  }
  for (const name of ["", " ", "Connect", "connect ", "message", "newlistener", "__proto__", "😀", "\ud83d", '"', 0, 7, -1.5]) {
    packets.push({ type: EVENT, nsp: "/", id: 5, data: [name, "argument"] });
  }
  packets.push({ type: CONNECT, nsp: "/", id: 3 }, { type: CONNECT, nsp: "/a", id: 3, data: {} });
  packets.push({ type: DISCONNECT, nsp: "/", id: 3 }, { type: CONNECT_ERROR, nsp: "/", id: 3, data: "" });
  packets.push({ type: EVENT, nsp: "/", data: ["deep", nested(500, 0)] });
  packets.push({ type: EVENT, nsp: "/", data: ["long", "é".repeat(5000), Array(300).fill(0)] });
  return packets.map(good);
}

/** Attachments at any depth, of any length, in any company. */
function binaries() {
  const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const many = Array.from({ length: 10 }, (_, i) => bytes(i, i));
  const shapes = [
    [bytes()], [bytes(0)], [every], [bytes(0xff, 0xfe), bytes(0xc3, 0x28)], many, [many], [{ many }],
    [{ file: bytes(1), name: "a.png" }, null, [bytes(2), [bytes(3)]]], [nested(60, bytes(9))],
    [{ b: bytes(1), 2: bytes(2), 1: bytes(3), a: { b: bytes(4) } }], [bytes(1), { num: 0, _placeholder: false }],
    ["_placeholder", { _placeholder: "true", num: 99 }, bytes(1)], [{ "größe 😀": bytes(1) }, "\"\\"],
    [{ "": bytes(1) }, { num: bytes(2) }, { _placeholder: bytes(3) }], [JSON.parse('{"__proto__":[1]}'), bytes(1)],
  ];
  const packets = [];
  shapes.forEach((args, i) => {
    const nsp = NAMESPACES[i % NAMESPACES.length];
    const id = IDS[i % IDS.length];
    packets.push({ type: EVENT, nsp, id, data: ["file", ...args] }, { type: ACK, nsp, id, data: args });
    packets.push({ type: EVENT, nsp: "/", data: [i, ...args] }, { type: ACK, nsp: "/", id: i, data: [i, ...args] });
  });
  return packets.map(good);
}

function errors() {
  const one = bytes(1);
  const fit = `["a",${placeholder(0)}]`;
  const lines = [
    // No type, or none that exists.
    ...["7", "8", "9", "999", "a", "-1", "é", "٣", '["a"]', "{}", '"2"', "undefined", "NaN", '+2["a"]'].map((text) => bad(text)),
    // Payloads that the type cannot carry.
    ...["0[]", "0null", "0true", '0"a"', '0/admin,"invalid"', "0/a,[]", "0-1", "03[]", "1{}", "1null", "1/admin,{}", '1"a"', "1[]",
      '1/a,7["a"]', "2[]", "2{}", '2"a"', "2null", "2true", "2/admin,{}", '2[{"toString":"foo"}]', '2[true,"foo"]', '2[null,"bar"]',
      '2[["a"]]', "2/a,12[]", "2[false]", "3{}", "312{}", '3"a"', "3null", "3/a,1true", "4[]", "4null", "4true", "4/a,[]", "4-1",
      "51-[]", `51-[${placeholder(0)}]`, "51-{}", "61-{}", '61-1"a"', "52-/a,1null"].map((text) => bad(text, one, one)),
    // JSON that is none.
    ...['2["a"', '2["a",]', '2["a"]]', '2["a"]x', '2["a"],', "2['a']", '2["a]', '2["a",01]', '2["a",.5]', '2["a",1.]', '2["a",+1]',
      '2["a",0x1]', '2["a",NaN]', '2["a",undefined]', '2["a",tru]', '2["a" "b"]', '2["a",{b:1}]', '2["a",{"b"}]', '2["a",{"b":1,}]',
      '2["a\tb"]', '2["a\nb"]', '2["\\x"]', '2["\\u12g4"]', '2["\\u12"]', '2["a"]\u00a0', '2["a"]\ufeff', "2[", "2]", "2,", "2-", "2/a,[",
      '2/admin,"invalid', '442["some","data"', '21-["a"]', '2,["a"]', '2-["a"]', '2["a"]2["b"]', "0{", "0}", '0{"sid":}', "1,", "1x",
      '3["a"', "3[,]", '4{"message"', '4"no', '51-["a"', '61-1["a",', '2/a,b,["a"]', '2["a",/**/1]', '2["a"]//'].map((text) => bad(text, one)),
    // Names that are taken, escaped or not.
    ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener", "\\u0063onnect", "disconnec\\u0074"]
      .flatMap((name) => [bad(`2["${name}"]`), bad(`2/a,1["${name}",1]`), bad(`51-["${name}",${placeholder(0)}]`, one)]),
    // Numbers of attachments that are none, or too many.
    ...["5", "6", "51", "5-", "6-", "5a-", "51.23-", "5-1-", "50-", "500-", "60-", "5[\"a\"]", "5/a,", "5NaN-", "51,-", "5/a-b,", "5Infinity-", "511-",
      "611-", "599999999999999999999999-", "51a-", "51 2-"].flatMap((text) => [bad(text), bad(`${text}${fit}`, one)]),
    // Frames that are out of place, or do not come.
    bad(one), bad(bytes()), bad(`51-${fit}`), bad(`51-${fit}`, "2[\"a\"]"), bad(`51-${fit}`, `51-${fit}`, one), bad(`51-${fit}`, one, one),
    bad(`52-${fit}`, one), bad(`52-${fit}`, one, "1", one), bad('2["a"]', one), bad("0", one), bad('2["a"]', '2["b"]'), bad("1", "1"),
    bad(one, `51-${fit}`), bad("62-1[]", one, '31["a"]'), bad("510-[\"a\"]", ...Array(9).fill(one)), bad(`2${fit}`, one),
    // Placeholders that name no attachment.
    ...[1, 9, -1, 1.5, 1e400, '"0"', "null", "true", "[0]", "{}", -0.5, "1,\"num\":2"].flatMap((num) => [
      bad(`51-["a",${placeholder(num)}]`, one), bad(`61-3[{"b":[${placeholder(num)},${placeholder(0)}]}]`, one),
    ]),
    bad('51-["a",{"_placeholder":true}]', one), bad(`52-["a",${placeholder(0)},${placeholder(2)}]`, one, one),
    bad(`51-["a",{"x":1,"num":7,"_placeholder":true}]`, one), bad(`51-["a",{"\\u005fplaceholder":true,"num":7}]`, one),
  ];
  return lines;
}

/** Xorshift, 32 bits. */
function randomFrom(seed) {
  let state = seed;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}

/** Frames with one thing changed, sorted by what the official parser thinks of them. */
function mutations(lines, count) {
  const random = randomFrom(0x5eed5);
  const pieces = ["0", "1", "5", "6", "9", "-", "/", ",", '"', "\\", "[", "]", "{", "}", ":", "true", "null", "51-", "é", "\\u0041", placeholder(1)];
  const found = { good: new Set(), error: new Set() };
  while (found.good.size < count || found.error.size < count) {
    const frames = JSON.parse(lines[random(lines.length)]).frames
      .map((frame) => (typeof frame === "string" ? frame : Buffer.from(frame.base64, "base64")));
    const text = [...frames[0]];
    if (text.length > 120) continue;
    const place = random(text.length + 1);
    text.splice(place, random(3), ...(random(3) > 0 ? [pieces[random(pieces.length)]] : []));
    frames[0] = text.join("");
    if (random(8) === 0) frames.splice(1 + random(frames.length), random(2), Buffer.from([random(256)]));
    const packet = decode(frames);
    if (packet === null) {
      if (found.error.size < count) found.error.add(errorLine(frames));
    } else if (isGood(packet, frames) && found.good.size < count) {
      found.good.add(goodLine(frames, packet));
    }
  }
  return [...found.good, ...found.error];
}

/** Whether the packet is whole (the decoder lets events without data pass) and the encoder writes the same frames. */
function isGood(packet, frames) {
  const isData = packet.data !== undefined || packet.type === CONNECT || packet.type === DISCONNECT;
  return isData && sameFrames(encode(packet), frames);
}

const files = { protocol: protocol(), texts: texts(), binaries: binaries(), errors: errors() };
files.mutations = mutations([...files.protocol, ...files.texts, ...files.binaries], 150);

mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER)) {
  if (name.endsWith(".jsonl")) unlinkSync(new URL(name, FOLDER));
}
for (const [name, lines] of Object.entries(files)) {
  const unique = [...new Set(lines)];
  writeFileSync(new URL(`${name}.jsonl`, FOLDER), unique.map((line) => `${line}\n`).join(""));
  console.log(`${name}.jsonl: ${unique.length}`);
}
