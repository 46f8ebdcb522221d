// What pages need beyond links, forms and HTMX: keys, questions, messages, unsaved work.
// Everything here is an addition: each page works without it.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const typing = (element) => element.closest("input, select, textarea, [contenteditable], dialog[open]");

  // ---- messages: a live region reads them out; text only, never markup
  function tell(text, level = "info") {
    const line = document.createElement("p");
    line.className = `message ${level}`;
    const words = document.createElement("span");
    words.textContent = text;
    line.append(words);
    // what is behind an open dialog is neither seen nor read out
    const dialog = all("dialog[open]").pop();
    if (dialog) {
      line.setAttribute("role", "alert");
      all(":scope > .message", dialog).forEach((earlier) => earlier.remove());
      dialog.prepend(line);
    } else one("#messages")?.append(line);
  }
  document.addEventListener("wms:message", (event) => tell(event.detail.text, event.detail.level));

  // ---- questions: a native dialog; "No" has the focus
  function ask(text, yes = "Yes", no = "No") {
    const dialog = one("#confirm-dialog");
    one("[data-confirm-text]", dialog).textContent = text;
    one("[data-confirm-yes]", dialog).textContent = yes;
    one("[data-confirm-no]", dialog).textContent = no;
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((answer) => dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }));
  }
  document.addEventListener("htmx:confirm", (event) => {
    const asker = event.detail.triggeringEvent?.submitter?.closest("[data-confirm]") ?? event.target.closest("[data-confirm]");
    const text = event.detail.question ?? (asker && !asker.dataset.confirmed ? asker.dataset.confirm : null);
    if (!text) return;
    event.preventDefault();
    ask(text, asker?.dataset.yes, asker?.dataset.no).then((yes) => (yes ? event.detail.issueRequest(true) : maySendAgain(event.target.closest("form"))));
  });

  // ---- submitting: ask first where asked to, send once, with the newest CSRF token
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    const byHtmx = form.matches("[hx-post], [hx-get], [hx-boost='true']");
    const asker = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!byHtmx && asker.dataset.confirm && !form.dataset.confirmed) {
      event.preventDefault();
      ask(asker.dataset.confirm, asker.dataset.yes, asker.dataset.no).then((yes) => {
        if (!yes) return;
        form.dataset.confirmed = "yes";
        form.requestSubmit(event.submitter ?? undefined);
      });
      return;
    }
    if (form.dataset.sent && !("repeat" in form.dataset)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const token = one("input[name=csrfmiddlewaretoken]", form);
    if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
    if (!("repeat" in form.dataset)) form.dataset.sent = "yes";
    if (form.dataset.dirty) form.dataset.dirty = "sent"; // not asked about while the answer is on its way
  }, true);
  function maySendAgain(form) {
    if (!form) return;
    delete form.dataset.sent;
    delete form.dataset.confirmed;
    if (form.dataset.dirty === "sent") form.dataset.dirty = "yes";
  }
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(maySendAgain));
  // OK waits for the fields left before it; one of them was refused: back to it
  document.addEventListener("htmx:beforeRequest", (event) => {
    const within = event.target.dataset?.afterValid;
    const refused = within && one("[aria-invalid='true']", one(within));
    if (!refused) return;
    event.preventDefault();
    maySendAgain(event.target);
    refused.focus();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.xhr?.getResponseHeader("HX-Redirect")) maySendAgain(event.target.closest?.("form"));
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const token = cookie("csrftoken");
    if (!token) return;
    event.detail.headers["X-CSRFToken"] = token;
    if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token;
  });

  // ---- unsaved work: <form data-warn-leaving>; the server may say data-dirty itself
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-warn-leaving]");
    if (form) form.dataset.dirty = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (one("[data-warn-leaving][data-dirty]:not([data-dirty='sent'])")) event.preventDefault();
  });

  // ---- answers that are not the part asked for
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("WMS-Login")) {
      event.detail.shouldSwap = false;
      one("#login-dialog")?.showModal();
    }
  });
  const WORDS = {
    400: "The request could not be read. Reload the page and try again.",
    403: "You are not permitted to do this.",
    404: "This no longer exists. Somebody may have deleted it; reload the page.",
    413: "The file is larger than the server takes. Split it, and upload the parts.",
  };
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    tell(WORDS[status] ?? `The server could not do this (${status}). Nothing you typed is lost; try again.`, "error");
  });
  document.addEventListener("htmx:sendError", () => tell("The server cannot be reached. Nothing you typed is lost; try again.", "error"));
  document.addEventListener("htmx:afterSettle", (event) => {
    all("dialog[data-open]:not([open])", event.target.parentElement ?? document).forEach((dialog) => dialog.showModal());
  });

  // ---- what was unfolded stays so when its part of the page comes anew: <div data-keep-unfolded>
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", () => {
    unfolded = all("[data-keep-unfolded] > details[open][id]").map((tab) => tab.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    unfolded.forEach((id) => { const tab = document.getElementById(id); if (tab) tab.open = true; });
  });

  // ---- clicks: dialogs, print, choose all
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open-dialog], [data-close-dialog], [data-print], [aria-disabled='true']");
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!target) return;
    if (target.getAttribute("aria-disabled") === "true") event.preventDefault();
    else if (target.dataset.openDialog) document.getElementById(target.dataset.openDialog)?.showModal();
    else if ("closeDialog" in target.dataset) target.closest("dialog")?.close();
    else if ("print" in target.dataset) window.print();
  });
  document.addEventListener("change", (event) => {
    const most = Number(event.target.dataset?.maxBytes);
    if (most) {
      const [file] = event.target.files;
      const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
      event.target.setCustomValidity(file?.size > most
        ? `The file ${file.name} has ${mib(file.size)}; at most ${mib(most)} can be uploaded. Split it, and upload the parts.` : "");
      event.target.reportValidity();
    }
    if (event.target.matches("[data-select-all]")) {
      all("input[data-select]:not(:disabled)", event.target.closest("table")).forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  // ---- theme: at once, and remembered by the cookie that the server reads
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-theme-form]");
    if (!form) return;
    event.preventDefault();
    const theme = event.submitter?.value ?? "";
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    all("button[name=theme]", form).forEach((button) => button.setAttribute("aria-pressed", String(button.value === theme)));
    const body = new FormData(form);
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
  });

  // ---- keys
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const box = one("#search-box");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "Escape") {
      all("details.menu[open]").forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
    } else if (event.target.closest("table[data-grid]")) {
      gridKey(event);
    }
  });

  // A grid moves as a spreadsheet does: <table data-grid>, cells told apart by their column.
  function gridKey(event) {
    const field = event.target.closest("input, select, textarea");
    const row = event.target.closest("tr");
    if (event.ctrlKey && event.key === "Insert") return press(one("[data-grid-new]", row.closest("form, main")), event);
    if (event.ctrlKey && event.key === "Delete") return press(one("[data-grid-delete]", row), event);
    if (!field) return;
    if (event.key === "F8") return copyAbove(field, row, event);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (field.matches("select, textarea, input[type=number]") && !field.readOnly && field.matches("select, textarea")) return;
      moveTo(fieldBeside(field, row, event.key === "ArrowUp" ? -1 : 1), event);
    } else if (event.key === "Enter" && !field.matches("textarea")) {
      moveTo(fieldBeside(field, row, event.shiftKey ? -1 : 1), event);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      if (!atEdge(field, event.key)) return;
      const fields = editable(row);
      moveTo(fields[fields.indexOf(field) + (event.key === "ArrowLeft" ? -1 : 1)], event);
    }
  }
  const editable = (row) => all("input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled)", row);
  function fieldBeside(field, row, step) {
    const column = field.closest("td, th").cellIndex;
    let other = row;
    while ((other = step < 0 ? other.previousElementSibling : other.nextElementSibling)) {
      const found = other.cells[column] && editable(other.cells[column])[0];
      if (found) return found;
    }
    return null;
  }
  function atEdge(field, key) {
    if (field.matches("select, [type=checkbox]")) return true;
    try {
      const edge = key === "ArrowLeft" ? 0 : field.value.length;
      return field.selectionStart === edge && field.selectionEnd === edge || field.selectionStart === null;
    } catch { return true; }
  }
  function moveTo(field, event) {
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select?.();
  }
  function copyAbove(field, row, event) {
    const above = fieldBeside(field, row, -1);
    event.preventDefault();
    if (!above) return;
    field.value = above.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function press(button, event) {
    if (!button) return;
    event.preventDefault();
    button.click();
  }
})();
