// What a page gains where scripts run; every page works without.
"use strict";

// A paper list grows by a row when its last row is begun, and Enter goes to the next field, as on a sheet.
document.querySelectorAll("table[data-grid]").forEach((grid) => {
  const body = grid.tBodies[0];
  const spare = () => {
    const last = body.rows[body.rows.length - 1];
    const filled = [...last.querySelectorAll("input:not([type=hidden]):not([type=checkbox])")].some((one) => one.value);
    if (!filled) return;
    const next = last.cloneNode(true);
    next.querySelectorAll("input, select, textarea").forEach((one) => {
      const renumber = (text) => text.replace(/-(\d+)-/, (_, number) => `-${Number(number) + 1}-`);
      one.name = renumber(one.name);
      one.id = renumber(one.id);
      if (one.type === "checkbox") one.checked = false;
      else if (one.tagName !== "SELECT") one.value = "";
      one.removeAttribute("aria-invalid");
    });
    next.querySelectorAll("p.wrong").forEach((one) => one.remove());
    next.querySelectorAll("td.wrong").forEach((one) => one.classList.remove("wrong"));
    next.querySelectorAll("th[scope=row]").forEach((one) => { one.textContent = String(Number(one.textContent) + 1); });
    body.append(next);
  };
  body.addEventListener("input", spare);
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    const fields = [...body.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
  });
});

// A table of boxes is filled by keyboard: Enter goes to the next box, arrows go up and down in a column.
document.querySelectorAll("table[data-fields]").forEach((table) => {
  table.addEventListener("keydown", (event) => {
    const fields = [...table.querySelectorAll("tbody input:not([type=hidden])")];
    const at = fields.indexOf(event.target);
    const wide = event.target.closest("tr") ? event.target.closest("tr").querySelectorAll("input:not([type=hidden])").length : 1;
    const step = { Enter: 1, ArrowDown: wide, ArrowUp: -wide }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = fields[at + step];
    if (next) { next.focus(); next.select(); }
  });
});

// A form that was filled asks before it is left.
document.querySelectorAll("form.deed").forEach((form) => {
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
});

// A second click on a button that is at work does nothing (the request id would catch it too).
document.querySelectorAll("form[method=post]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
});

// One box ticks all others of its table.
document.querySelectorAll("input[data-tick-all]").forEach((all) => {
  all.addEventListener("change", () => {
    all.closest("table").querySelectorAll("tbody input[type=checkbox]").forEach((one) => { one.checked = all.checked; });
  });
});

// On a telephone the menu is folded away.
if (window.matchMedia("(max-width: 50rem)").matches) {
  document.querySelectorAll("details.menu").forEach((menu) => menu.removeAttribute("open"));
}

// Work under way is looked at again every few seconds; without scripts the page itself is loaded again.
document.querySelectorAll("[data-poll]").forEach((shown) => {
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(shown.id);
      if (!answer.ok || !next) return;
      shown.replaceWith(document.importNode(next, true));
      shown = document.getElementById(next.id);
    } catch { /* looked at again below */ }
    if (shown.dataset.poll) setTimeout(look, Number(shown.dataset.poll) * 1000);
  };
  setTimeout(look, Number(shown.dataset.poll) * 1000);
});

// A look-up (admin/lookup.py): what fits is shown below the field while one types; arrows, Enter and Escape as in any list.
(() => {
  const list = document.createElement("ul");
  list.id = "lookup-found";
  list.className = "found";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  let field = null;
  let timer = 0;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    if (field) { field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); }
  };
  const choose = (item) => {
    field.value = item.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    clearTimeout(timer);
    asked += 1;
    close();
  };
  const mark = (item) => {
    [...list.children].forEach((one) => one.setAttribute("aria-selected", one === item ? "true" : "false"));
    if (item) { field.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    else field.removeAttribute("aria-activedescendant");
  };
  const show = (found) => {
    list.replaceChildren(...found.map((one, place) => {
      const item = document.createElement("li");
      item.id = `lookup-found-${place}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.value = `${one.number} – ${one.words}`;
      item.textContent = item.dataset.value;
      return item;
    }));
    const box = field.getBoundingClientRect();
    list.style.left = `${box.left + window.scrollX}px`;
    list.style.top = `${box.bottom + window.scrollY}px`;
    list.style.minWidth = `${box.width}px`;
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", list.hidden ? "false" : "true");
  };
  const ask = () => {
    const words = field.value.trim();
    const number = (asked += 1);
    if (words.length < 1 || /^[0-9]+ – /.test(words)) { close(); return; }
    // sent as a form, so that no name stands in an address
    const mark = document.querySelector("input[name=csrf_token]");
    const headers = { "X-CSRFToken": mark ? mark.value : "" };
    fetch(field.dataset.lookup, { method: "POST", headers, body: new URLSearchParams({ q: words }) })
      .then((answer) => (answer.ok ? answer.json() : []))
      .then((found) => { if (number === asked && document.activeElement === field) show(found); })
      .catch(close);
  };

  if (!document.querySelector("[data-lookup]")) return;
  document.body.append(list);
  document.addEventListener("focusin", (event) => {
    if (!event.target.dataset.lookup) return;
    field = event.target;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");
  });
  document.addEventListener("focusout", close);
  document.addEventListener("input", (event) => {
    if (event.target !== field) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    event.preventDefault();
    if (item) choose(item);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field || list.hidden) return;
    const items = [...list.children];
    const at = items.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") mark(items[(at + 1) % items.length]);
    else if (event.key === "ArrowUp") mark(items[(at + items.length - 1 + (at < 0 ? 1 : 0)) % items.length]);
    else if (event.key === "Enter" && at >= 0) choose(items[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();

// A count of cash adds itself up while it is typed.
document.querySelectorAll("table[data-notes]").forEach((table) => {
  const sum = table.querySelector("output[data-sum]");
  const add = () => {
    let total = 0;
    table.querySelectorAll("input[data-worth]").forEach((one) => {
      const pieces = Number(one.value.replace(/[. ]/g, ""));
      if (Number.isInteger(pieces)) total += pieces * Number(one.dataset.worth);
    });
    sum.textContent = total.toLocaleString("vi-VN");
  };
  table.addEventListener("input", add);
  add();
});

// The foot of a paper list adds up what stands above while one types; what is not plain figures is added on the server.
document.querySelectorAll("table[data-sum]").forEach((grid) => {
  const amounts = () => [...grid.tBodies[0].querySelectorAll(`input[name$="-${grid.dataset.sum}"]`)].map((one) => one.value.trim()).filter(Boolean);
  const figure = (text) => (/^\d{1,3}(\.\d{3})+$|^\d+$/.test(text) ? Number(text.replaceAll(".", "")) : NaN);
  const sum = grid.querySelector("tfoot .sum");
  grid.tBodies[0].addEventListener("input", () => {
    const figures = amounts().map(figure);
    const total = figures.reduce((one, other) => one + other, 0);
    sum.textContent = Number.isNaN(total) ? "…" : String(total).replace(/\B(?=(\d{3})+$)/g, ".");
    grid.querySelector("tfoot .rows-filled").textContent = String(figures.length);
  });
});

// In a table of boxes the arrows go from line to line; the space bar ticks and Enter sends, as everywhere.
document.querySelectorAll("table[data-arrows]").forEach((table) => {
  table.addEventListener("keydown", (event) => {
    if (event.target.type !== "checkbox" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
    const next = boxes[boxes.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); next.closest("tr").scrollIntoView({ block: "nearest" }); }
  });
  const first = table.querySelector("tbody input[type=checkbox]");
  if (first) first.focus({ preventScroll: true });
});
