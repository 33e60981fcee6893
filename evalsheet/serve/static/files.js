// What was dropped or chosen, as files to be sent: folders are searched, archives opened.

import { settings } from "./server.js";
import { t } from "./texts.js";
import { TooLarge, unzip } from "./zip.js";


/** The entries of a drop; to be called before anything is awaited, since the browser forgets them. */
export function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  return entries.length ? entries : [...transfer.files];
}

/** Finds the files behind entries and Files. `found` is called with {file, name}, `said` with what is to be said;
 * returns how many files of other kinds there were. */
export async function search(sources, found, said) {
  const search = new Search(new Set((await settings).suffixes), found, said);
  for (const source of sources) await search.take(source);
  return search.skipped;
}

class Search {
  constructor(suffixes, found, said) {
    Object.assign(this, { suffixes, found, said, skipped: 0 });
  }

  async take(source) {
    if (source instanceof File) {
      const path = source.webkitRelativePath;
      await this.file(source, path || source.name, !path);
    } else {
      await this.entry(source, true);
    }
  }

  async entry(entry, named) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      await this.file(file, entry.fullPath.replace(/^\//, ""), named);
      return;
    }
    const reader = entry.createReader();
    for (;;) {  // a reader gives a hundred at a time
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) break;
      for (const one of some) await this.entry(one, false);
    }
  }

  /** A file; one that was `named` is sent whatever it is. */
  async file(file, name, named) {
    if (/\.zip$/i.test(name)) await this.archive(file, name);
    else if (named || this.wants(name)) this.found({ file, name });
  }

  async archive(file, name) {
    this.said(t("unpacking", name));
    try {
      for await (const one of unzip(file, (inside) => this.wants(inside) || this.isArchive(inside))) {
        const full = `${name}!${one.name}`;
        if (this.isArchive(one.name)) await this.archive(one.file, full);
        else this.found({ file: one.file, name: full });
      }
    } catch (error) {
      this.said(t(error instanceof TooLarge ? "bigZip" : "badZip", name), true);
    }
  }

  isArchive(name) {
    return /\.zip$/i.test(name);
  }

  /** Whether a file that was only found is one of ours; hidden files and the locks of Office are passed over. */
  wants(name) {
    const last = name.split("/").pop();
    if (!last || last.startsWith(".") || last.startsWith("~$") || name.includes("__MACOSX/")) return false;
    const known = this.suffixes.has(last.slice(last.lastIndexOf(".")).toLowerCase());
    if (!known && !this.isArchive(last)) this.skipped++;
    return known;
  }
}
