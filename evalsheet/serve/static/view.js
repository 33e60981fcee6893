// A form as it looks, with each finding beside its cell.

const WIDE = matchMedia("(min-width: 60.01rem)");

/** Shows the sections of a page that the server has made (all texts in it are escaped there), from form `number` on. */
export function show(container, page, number) {
  const body = page.slice(page.indexOf("<main>")); // its style is there already
  const made = new DOMParser().parseFromString(body, "text/html");
  const sections = [...made.querySelectorAll("main > section")];
  container.replaceChildren(...sections.map((one) => document.adoptNode(one)));
  for (const one of container.querySelectorAll("h2")) one.tabIndex = -1;
  for (const one of container.querySelectorAll("details")) one.addEventListener("toggle", () => align(container));
  align(container);
  const forms = container.querySelectorAll("section.form");
  const chosen = forms[number] ?? sections[0];
  chosen?.querySelector("h2")?.focus({ preventScroll: number === 0 });
}

/** Moves each finding down to the height of its cell, where there is room for both side by side. */
export function align(container) {
  for (const list of container.querySelectorAll(".form-and-notes .notes")) {
    const notes = [...list.children];
    for (const note of notes) note.style.marginTop = "";
    if (!WIDE.matches) continue;
    let moved = 0;
    const places = notes.map((note) => [note.getBoundingClientRect().top, cellOf(note)?.getBoundingClientRect().top]);
    notes.forEach((note, index) => {
      const [now, wanted] = places[index];
      const more = wanted === undefined ? 0 : Math.max(0, wanted - now - moved);
      if (more) note.style.marginTop = `${more}px`;
      moved += more;
    });
  }
}

function cellOf(note) {
  const place = note.querySelector("a.place");
  return place && document.getElementById(place.hash.slice(1));
}
