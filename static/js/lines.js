// The lines grid: a row is sent when one of its fields is left, and what is typed meanwhile stays.
// Without it the rows are forms with a button.
"use strict";
(() => {
  const rowOf = (element) => element.closest?.("tr[data-line-row][hx-post]");
  const fieldsOf = (row) => [...row.querySelectorAll("input[name]:not([type=hidden]), select[name]")];
  const shown = (field) => field.matches("select")
    ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
    : field.defaultValue;
  const isTyped = (field) => field.value !== shown(field);

  // A new row waits for its item, unless it is left with something typed into it. A row that is on its way,
  // or waits for those before it, is not sent twice: its answer replaces it, and what stood in line for a
  // row that is gone would hold up all behind it.
  function save(row, { leaving = false } = {}) {
    if (row.onItsWay || !fieldsOf(row).some(isTyped)) return;
    const item = row.querySelector("input[name=item]");
    if ("new" in row.dataset && !item.value.trim() && !leaving) return;
    row.onItsWay = true;
    htmx.trigger(row, "save");
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    const sender = event.detail.elt;
    if (!sender.matches("tr[data-line-row], button[data-grid-delete]") || !rowOf(sender)) return;
    const row = rowOf(sender);
    row.onItsWay = false;
    // not replaced, as the answer did not come: what was left meanwhile is still to be sent
    const since = (field) => field !== document.activeElement && field.value !== row.sent?.[field.name];
    if (row === sender && row.isConnected && fieldsOf(row).some(since)) save(row);
  });

  document.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (row) save(row, { leaving: !row.contains(event.relatedTarget) && event.relatedTarget !== null });
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("select") && rowOf(event.target)) save(rowOf(event.target));
  });
  document.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    if (event.key === "Enter" && "new" in row.dataset) {
      event.preventDefault();
      if (!fieldsOf(row).some(isTyped)) return;
      goOn = true;
      save(row, { leaving: true });
    } else if (event.key === "Escape" && event.target.matches("input, select") && isTyped(event.target)) {
      event.target.value = shown(event.target);
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-grid-new]");
    const first = document.querySelector("tr[data-new] input[name=item]");
    if (!link || !first) return;
    event.preventDefault();
    first.focus();
    first.scrollIntoView({ block: "nearest" });
  });

  // ---- a row that is on its way is deleted when its answer is there
  document.addEventListener("click", (event) => {
    const row = event.target.closest("button[data-grid-delete]") && rowOf(event.target);
    if (!row) return;
    if (!row.onItsWay) {
      row.onItsWay = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    row.deletedNext = true;
  }, true);

  // ---- a row that is deleted hands the focus to the one below, or above
  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target.matches?.("[data-grid-delete]") ? event.target.closest("tr[data-line-row]") : null;
    if (!row) return;
    const beside = [row.nextElementSibling, row.previousElementSibling].find((one) => one?.matches("tr[data-line-row]"));
    const name = row.contains(document.activeElement) ? document.activeElement.name : "";
    document.addEventListener("htmx:afterSettle", () => {
      if (row.isConnected || !beside?.isConnected) return;
      (fieldsOf(beside).find((field) => field.name === name) ?? beside.querySelector("[data-grid-delete]"))?.focus();
    }, { once: true });
  });

  // ---- a dialog that was closed is gone, so that no later answer opens it again
  document.addEventListener("close", (event) => {
    if (event.target.parentElement?.id === "dialog-place") event.target.remove();
  }, true);

  // ---- an answer replaces its row: keep the place, and what was typed since the row was sent
  let kept = null;
  let goOn = false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.detail.elt;
    if (row.matches?.("tr[data-line-row]")) {
      row.sent = Object.fromEntries(fieldsOf(row).map((field) => [field.name, field.value]));
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target;
    if (!row?.matches?.("tr[data-line-row]") || !row.sent) return;
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    kept = {
      typed: fieldsOf(row).filter((field) => field.value !== row.sent[field.name]).map((field) => [field.name, field.value]),
      name: focused?.name,
      selection: focused?.selectionStart != null ? [focused.selectionStart, focused.selectionEnd] : null,
      wasNew: "new" in row.dataset,
      deletedNext: row.deletedNext,
    };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const row = event.target;
    if (!kept || !row.matches?.("tr[data-line-row]")) return;
    const { typed, name, selection, wasNew, deletedNext } = kept;
    kept = null;
    const field = (wanted) => fieldsOf(row).find((one) => one.name === wanted);
    typed.forEach(([wanted, value]) => { if (field(wanted)) field(wanted).value = value; });
    // A field left while the answer was on its way was not sent, as its row was being replaced: now it is,
    // when htmx is through with this answer and with those that waited for it.
    setTimeout(() => {
      if (deletedNext) row.querySelector("[data-grid-delete]")?.click();
      else if (row.isConnected && typed.some(([wanted]) => field(wanted) && field(wanted) !== document.activeElement)) save(row);
    });
    const next = row.nextElementSibling;
    if (goOn && wasNew && next?.matches("[data-new]")) {
      goOn = false;
      next.querySelector("input[name=item]").focus();
      return;
    }
    goOn = false;
    const place = name && field(name);
    if (!place) return;
    place.focus();
    const typedHere = typed.some(([wanted]) => wanted === name);
    if (typedHere && selection && place.type === "text") place.setSelectionRange(...selection);
    else place.select?.();
  });
})();
