// The worksheet by scan: scans wait in line while the server answers, the field keeps the focus, and
// right and wrong can be heard and felt. Without it the worksheet is forms and reloads.
"use strict";
(() => {
  const field = () => document.querySelector("#scan");
  const waiting = [];
  let busy = false;

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-scan]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    if ("key" in values) values.key = newKey(); // sent again after a lost answer, it counts once
    waiting.push({ url: form.action, values });
    if (form.contains(field())) field().value = "";
    tellWaiting();
    work();
  });

  const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      const { url, values } = waiting[0];
      try {
        await htmx.ajax("POST", url, { source: "#main", target: "#task", swap: "outerHTML settle:0ms", values });
      } catch {
        break; // told by wms.js; what was scanned since stays in line for the next try
      }
      waiting.shift();
      tellWaiting();
    }
    busy = false;
  }

  function tellWaiting() {
    const place = document.querySelector("[data-waiting]");
    if (!place) return;
    place.hidden = waiting.length < 2;
    place.textContent = `${waiting.length - 1} scans waiting`;
  }

  // What is being typed while an answer arrives stays in the field.  The answer is whole as soon as it is seen
  // (settle:0ms) and has no autofocus of its own: nothing takes the focus from somebody who already goes on.
  let typed = "";
  let stepBefore = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "task") return;
    typed = field()?.value ?? "";
    stepBefore = event.detail.target.dataset.step;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const input = field();
    if (typed && input && stepBefore !== "quantity") input.value = typed;
    typed = "";
    begin();
  });

  function begin() {
    const input = field();
    if (!document.activeElement?.closest("[data-keeps-focus]")) input?.focus();
    if (input?.value && document.querySelector("#task")?.dataset.step === "quantity") input.select();
    const answer = document.querySelector("#task [data-sound]");
    if (answer) window.wmsSignal?.(answer.dataset.sound === "good");
    tellWaiting();
  }

  begin();
})();
