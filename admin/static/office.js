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
