// msgpack as headers use it, and the parts of one WebSocket message.

export function encode(value) {
  const out = [];
  const view = new DataView(new ArrayBuffer(8));
  const push = (bytes, count) => { for (let i = 0; i < count; i++) out.push(bytes.getUint8(i)); };
  const size = (length, fixed, limit, codes) => {
    if (fixed !== null && length < limit) out.push(fixed | length);
    else if (codes[0] !== null && length < 0x100) out.push(codes[0], length);
    else if (length < 0x10000) { view.setUint16(0, length); out.push(codes[1]); push(view, 2); }
    else { view.setUint32(0, length); out.push(codes[2]); push(view, 4); }
  };
  const write = (item) => {
    if (item === null || item === undefined) out.push(0xc0);
    else if (item === true) out.push(0xc3);
    else if (item === false) out.push(0xc2);
    else if (typeof item === "number") {
      if (!Number.isSafeInteger(item) || Object.is(item, -0)) { view.setFloat64(0, item); out.push(0xcb); push(view, 8); }
      else if (item >= 0 && item < 128) out.push(item);
      else if (item < 0 && item >= -32) out.push(item & 0xff);
      else if (item >= 0 && item < 0x100) out.push(0xcc, item);
      else if (item >= 0 && item < 0x10000) { view.setUint16(0, item); out.push(0xcd); push(view, 2); }
      else if (item >= 0 && item < 0x100000000) { view.setUint32(0, item); out.push(0xce); push(view, 4); }
      else if (item >= -0x80000000 && item < 0) { view.setInt32(0, item); out.push(0xd2); push(view, 4); }
      else { view.setBigInt64(0, BigInt(item)); out.push(0xd3); push(view, 8); }
    } else if (typeof item === "string") {
      const bytes = new TextEncoder().encode(item);
      size(bytes.length, 0xa0, 32, [0xd9, 0xda, 0xdb]);
      for (const byte of bytes) out.push(byte);
    } else if (item instanceof Uint8Array) {
      size(item.length, null, 0, [0xc4, 0xc5, 0xc6]);
      for (const byte of item) out.push(byte);
    } else if (Array.isArray(item)) {
      size(item.length, 0x90, 16, [null, 0xdc, 0xdd]);
      item.forEach(write);
    } else {
      const entries = Object.entries(item).filter(([, v]) => v !== undefined);
      size(entries.length, 0x80, 16, [null, 0xde, 0xdf]);
      for (const [key, v] of entries) { write(key); write(v); }
    }
  };
  write(value);
  return new Uint8Array(out);
}

export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder("utf-8", { fatal: true });
  let at = 0;
  const take = (count) => { if (at + count > bytes.length) throw new RangeError("msgpack: cut short"); at += count; return at - count; };
  const raw = (count) => { const start = take(count); return bytes.subarray(start, start + count); };
  const number = (method, width) => view[method](take(width));
  const whole = (big) => (big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big);
  const items = (count, depth) => Array.from({ length: count }, () => read(depth + 1));
  const table = (count, depth) => {
    const map = Object.create(null);
    for (let i = 0; i < count; i++) { const key = read(depth + 1); map[key] = read(depth + 1); }
    return map;
  };
  const sized = (count) => { if (count > bytes.length - at) throw new RangeError("msgpack: a length does not fit"); return count; };
  const read = (depth) => {
    if (depth > 32) throw new RangeError("msgpack: nested too deep");
    const code = number("getUint8", 1);
    if (code < 0x80) return code;
    if (code < 0x90) return table(sized(code & 15), depth);
    if (code < 0xa0) return items(sized(code & 15), depth);
    if (code < 0xc0) return text.decode(raw(code & 31));
    if (code >= 0xe0) return code - 256;
    switch (code) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: return raw(number("getUint8", 1));
      case 0xc5: return raw(number("getUint16", 2));
      case 0xc6: return raw(number("getUint32", 4));
      case 0xca: return number("getFloat32", 4);
      case 0xcb: return number("getFloat64", 8);
      case 0xcc: return number("getUint8", 1);
      case 0xcd: return number("getUint16", 2);
      case 0xce: return number("getUint32", 4);
      case 0xcf: return whole(number("getBigUint64", 8));
      case 0xd0: return number("getInt8", 1);
      case 0xd1: return number("getInt16", 2);
      case 0xd2: return number("getInt32", 4);
      case 0xd3: return whole(number("getBigInt64", 8));
      case 0xd9: return text.decode(raw(number("getUint8", 1)));
      case 0xda: return text.decode(raw(number("getUint16", 2)));
      case 0xdb: return text.decode(raw(number("getUint32", 4)));
      case 0xdc: return items(sized(number("getUint16", 2)), depth);
      case 0xdd: return items(sized(number("getUint32", 4)), depth);
      case 0xde: return table(sized(number("getUint16", 2)), depth);
      case 0xdf: return table(sized(number("getUint32", 4)), depth);
      default: throw new RangeError(`msgpack: code ${code.toString(16)} is not used here`);
    }
  };
  const value = read(0);
  if (at !== bytes.length) throw new RangeError("msgpack: bytes left over");
  return value;
}

// One WebSocket message: every part behind its length, u32 big-endian.
export function packParts(parts) {
  const total = parts.reduce((sum, part) => sum + 4 + part.length, 0);
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const part of parts) { view.setUint32(at, part.length); out.set(part, at + 4); at += 4 + part.length; }
  return out;
}

export function unpackParts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [];
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at);
    if (length > bytes.length - at - 4) throw new RangeError("a part does not fit its message");
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

