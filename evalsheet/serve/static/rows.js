// The list: a row for each form, or for a file without one.

import { lang, t } from "./texts.js";

/** The rows of an item in the list. `open(item, number)` opens a form, `again(item)` sends the file once more. */
export function rowsOf(item, open, again) {
  if (!item.result) return [row(item, { state: item.error ?? t(item.state) }, item.error ? [t("again"), () => again(item)] : null)];
  const { forms, status, findings } = item.result;
  if (!forms.length) {
    const state = t(status === "unreadable" ? "unreadable" : "noForm");
    const why = findings.map((one) => one.message).join(lang === "zh" ? "；" : "; ");
    return [row(item, { state: `${state}${lang === "zh" ? "：" : ": "}${why}`, kind: "unread" }, null, () => open(item, 0))];
  }
  return forms.map((form, number) => {
    const counts = count(form.findings);
    const kind = counts.error ? "error" : counts.warning ? "warning" : "fine";
    const state = t({ error: "toCorrect", warning: "toExplain", fine: "good" }[kind]);
    const sheet = forms.length > 1 ? form.sheet : "";
    return row(item, { form, counts, kind, state, sheet }, null, () => open(item, number));
  });
}

/** Findings by level, without those that somebody has let pass. */
export function count(findings) {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const one of findings) if (one.waived === null) counts[one.level]++;
  return counts;
}

function row(item, { form, counts, kind = "", state, sheet }, action, open) {
  const made = document.createElement("tr");
  made.dataset.kind = kind;
  made.dataset.words = [item.name, form?.project, form?.unit, form?.department].filter(Boolean).join(" ").toLowerCase();
  const name = document.createElement("th");
  name.scope = "row";
  const title = form ? form.project ?? t("noProject") : item.name;
  if (open) {
    const button = element("button", title, "open");
    button.type = "button";
    button.addEventListener("click", open);
    name.append(button);
  } else {
    name.append(title);
  }
  if (form) name.append(element("span", [item.name, sheet].filter(Boolean).join(" · "), "file-name"));
  const said = element("td", state, `state ${kind}`);
  said.dataset.label = t("state");
  if (action) {
    const button = element("button", action[0]);
    button.type = "button";
    button.addEventListener("click", action[1]);
    said.append(" ", button);
  }
  made.append(
    name,
    cell(form?.unit, "unit"),
    cell(form?.score.declared, "score", "n"),
    cell(form?.score.grade, "grade"),
    ...["error", "warning", "hint"].map((level) => cell(counts?.[level], `${level}s`, `n ${counts?.[level] ? level : ""}`)),
    said,
  );
  return made;
}

function cell(value, label, kind = "") {
  const made = element("td", value ?? "", kind);
  made.dataset.label = t(label);
  if (value === null || value === undefined) made.classList.add("empty");
  return made;
}

function element(name, text, kind = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = kind;
  return made;
}
