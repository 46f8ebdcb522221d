// Scan multiple: scans wait in line while the server answers, outlive a reload, and are sent again until they
// are answered. Each has a key, so one that is sent twice counts once. Without it each scan is a form.
"use strict";
(() => {
  const RETRY = 2000;
  const REPEAT = 300; // a scanner that reads a label twice
  const MOST_ROWS = 100; // as many as a page shows; each more would make every scan slower to lay out
  const kept = `scans:${location.pathname}`;
  const waiting = JSON.parse(sessionStorage.getItem(kept) ?? "[]");
  const pause = (time) => new Promise((done) => { setTimeout(done, time); });
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  let busy = false;
  let askedToLogIn = false;
  let last = { code: "", at: 0 };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "closing" && waiting.length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      say(`${count()} still to be sent. Wait a moment, then save.`, "wrong");
      return;
    }
    if (!form.matches("[data-scan-run]")) return;
    event.preventDefault();
    const field = form.elements.code;
    const kind = form.elements.kind.value;
    const code = field.value.trim();
    field.value = "";
    field.focus();
    if (!code) return;
    const now = Date.now();
    if (kind !== "serial" && code === last.code && now - last.at < REPEAT) {
      say(`${code}: repeat ignored`, "");
      return;
    }
    last = { code, at: now };
    waiting.push({ key: newKey(), url: form.action, kind, code });
    keep();
    work();
  }, true);

  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      tellWaiting();
      const answer = await send(waiting[0]);
      if (!answer) {
        await pause(RETRY);
        continue;
      }
      waiting.shift();
      keep();
      show(answer);
    }
    tellWaiting();
    busy = false;
  }

  // The answer; nothing when it has to be sent again.
  async function send({ key, url, kind, code }) {
    const body = new FormData();
    Object.entries({ key, kind, code, csrfmiddlewaretoken: cookie("csrftoken") ?? "" }).forEach((pair) => body.set(...pair));
    try {
      const response = await fetch(url, {
        method: "POST", body, signal: AbortSignal.timeout(20000),
        headers: { "HX-Request": "true", "X-CSRFToken": cookie("csrftoken") ?? "" },
      });
      const html = await response.text(); // read in any case: an answer left unread keeps its connection
      if (response.headers.get("WMS-Login")) {
        const dialog = document.querySelector("#login-dialog");
        if (dialog && !askedToLogIn) dialog.showModal();
        askedToLogIn = true;
        return null;
      }
      if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
      askedToLogIn = false;
      return {
        status: response.status,
        html,
        target: response.headers.get("HX-Retarget") ?? "#tracking-rows",
        style: response.headers.get("HX-Reswap") ?? "afterbegin",
        outcome: response.headers.get("WMS-Scan"),
      };
    } catch {
      say(`The server cannot be reached. ${count()} kept and sent when it is back.`, "wrong");
      return null;
    }
  }

  function show({ status, html, target, style, outcome }) {
    if (![200, 409, 422].includes(status)) {
      say(`The scan was not taken (${status}).`, "wrong");
      window.wmsSignal?.(false);
      return;
    }
    htmx.swap(target, html, { swapStyle: style, swapDelay: 0, settleDelay: 0 });
    if (outcome) document.querySelector("#tracking-rows-panel .no-rows")?.remove();
    const rows = document.querySelector("#tracking-rows");
    while (rows?.rows.length > MOST_ROWS) rows.deleteRow(-1);
    window.wmsSignal?.(outcome === "taken");
  }

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const keep = () => sessionStorage.setItem(kept, JSON.stringify(waiting));
  const count = () => `${waiting.length} ${waiting.length === 1 ? "scan is" : "scans are"}`;
  function say(text, tone) {
    const place = document.querySelector("#scan-said");
    if (!place) return;
    place.className = `scan-said ${tone}`;
    place.textContent = text;
  }
  function tellWaiting() {
    const form = document.querySelector("form[data-scan-run]");
    if (form) form.dataset.waiting = String(waiting.length);
  }

  window.addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });
  window.addEventListener("online", () => work());
  work();
})();
