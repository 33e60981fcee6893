// Zip archives, opened here so that the files in them are sent one by one.

const MOST_MEMBERS = 10_000;
const MOST_BYTES = 1 << 30;
const END = 0x06054b50, ENTRY = 0x02014b50;

export class BadZip extends Error {}
export class TooLarge extends Error {}

/** The files in an archive that `wanted(name)` wants, as Files with their names in it. Raises BadZip, TooLarge. */
export async function* unzip(archive, wanted) {
  const bytes = new Uint8Array(await archive.arrayBuffer());
  const view = new DataView(bytes.buffer);
  let left = MOST_BYTES;
  for (const entry of entries(bytes, view)) {
    if (!wanted(entry.name)) continue;
    const content = await inflated(entry, bytes, view, left);
    left -= content.size;
    yield { file: new File([content], entry.name.split("/").pop()), name: entry.name };
  }
}

function* entries(bytes, view) {
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 65558 && view.getUint32(end, true) !== END) end--;
  if (end < 0 || view.getUint32(end, true) !== END) throw new BadZip();
  const count = view.getUint16(end + 10, true);
  if (count > MOST_MEMBERS) throw new TooLarge();
  let at = view.getUint32(end + 16, true);
  for (let number = 0; number < count; number++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) throw new BadZip();
    const [nameSize, extraSize, noteSize] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = nameOf(bytes.subarray(at + 46, at + 46 + nameSize), view.getUint16(at + 8, true) & 0x800);
    yield {
      name,
      encrypted: view.getUint16(at + 8, true) & 1,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    };
    at += 46 + nameSize + extraSize + noteSize;
  }
}

/** Names are in UTF-8 or, from Chinese Windows, in GBK. */
function nameOf(bytes, isUtf8) {
  if (!isUtf8) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder("gb18030").decode(bytes);
    }
  }
  return new TextDecoder().decode(bytes);
}

async function inflated(entry, bytes, view, most) {
  if (entry.encrypted || entry.at + 30 > bytes.length) throw new BadZip();
  const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const packed = new Blob([bytes.subarray(start, start + entry.packed)]);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw new BadZip();
  const pieces = [];
  let size = 0;
  try {
    const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      size += piece.value.length;
      if (size > most) throw new TooLarge();
      pieces.push(piece.value);
    }
  } catch (error) {
    throw error instanceof TooLarge ? error : new BadZip();
  }
  return new Blob(pieces);
}
