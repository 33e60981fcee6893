// What is asked of the server. Files are sent with each question, since it keeps none.

import { lang, t } from "./texts.js";

const TRIES = 6;
const PAUSE = 1500;
/** Which files are ours, and how many files and bytes may be sent at one time. */
export const settings = fetch("/static/settings.json").then((answer) => answer.json());
let token = sessionStorage.getItem("token") ?? "";

/** A question that was not answered; `status` is 401 where the token is missing or wrong, 0 where nobody answers. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Remembers the token until the window is closed. */
export function useToken(text) {
  token = text;
  sessionStorage.setItem("token", text);
}

/** Takes the token out of the address, where a link may carry it behind #token=. */
export function tokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return;
  useToken(given);
  history.replaceState(null, "", location.pathname);
}

/** The answer to a question about these items ({file, name}). Raises Refused. */
export async function ask(path, items) {
  const size = items.reduce((sum, { file }) => sum + file.size, 0);
  const most = await settings;
  if (items.length > most.files || size > most.bytes) throw new Refused(t("tooMuch", most), 413);
  const form = new FormData();
  for (const { file, name } of items) form.append("file", file, name);
  const url = `/api/${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
  for (let left = TRIES; ; left--) {
    const answer = await send(url, form);
    if (answer.ok) return answer;
    if (answer.status !== 503 || left === 0) throw await refused(answer);
    await new Promise((go) => setTimeout(go, PAUSE * (1 + Math.random())));
  }
}

async function send(url, body) {
  try {
    return await fetch(url, { method: "POST", body, headers: token ? { Authorization: `Bearer ${token}` } : {} });
  } catch {
    throw new Refused(t("offline"), 0);
  }
}

async function refused(answer) {
  try {
    const said = await answer.json();
    return new Refused([said.message, said.advice].filter(Boolean).join(lang === "zh" ? "；" : "; "), answer.status);
  } catch {
    return new Refused(`HTTP ${answer.status}`, answer.status);
  }
}

/** Saves an answer as a file, by the name that the server gives; returns the name. */
export async function save(answer) {
  const header = answer.headers.get("Content-Disposition") ?? "";
  const name = decodeURIComponent(header.split("filename*=UTF-8''")[1] ?? "evalsheet");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return name;
}
