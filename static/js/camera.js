// The camera as a scanner (SCAN-036): what it reads goes the way of a wedge scan, through the form of its field.
// A code counts once for as long as it stays in the picture. Without a camera there is no button.
"use strict";
(() => {
  const FORMATS = ["code_128", "ean_13", "ean_8", "upc_a", "upc_e", "itf", "qr_code", "data_matrix"];
  const LOOK = 120; // ms between two looks
  const GONE = 700; // ms out of the picture, after which the same code is another scan
  const ELSE = "Type the number, or use a scanner.";
  const WHY = {
    NotAllowedError: `The camera may not be used here: allow it in the browser's settings for this site. ${ELSE}`,
    NotFoundError: `No camera was found. ${ELSE}`,
    NotReadableError: `Another application uses the camera. Close it and try again. ${ELSE}`,
  };
  const panel = document.querySelector("#camera");
  if (!panel || !navigator.mediaDevices?.getUserMedia) return; // browsers offer it on secure connections alone
  const picture = panel.querySelector("video");
  const said = panel.querySelector("[role=status]");
  const pause = (time) => new Promise((done) => { setTimeout(done, time); });
  const inPicture = new Map();
  let stream = null;
  let fieldId = "";

  const offer = () => document.querySelectorAll("[data-camera]").forEach((button) => { button.hidden = false; });
  document.addEventListener("htmx:afterSwap", offer);
  offer();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-camera]");
    if (button) {
      fieldId = button.dataset.camera;
      if (stream) close();
      else open();
    } else if (event.target.closest("[data-camera-close]")) close();
  });
  window.addEventListener("pagehide", close);

  async function open() {
    panel.hidden = false;
    picture.hidden = true;
    said.textContent = "Starting the camera…";
    if (!("BarcodeDetector" in window)) {
      said.textContent = `This browser has a camera but cannot read codes with it. ${ELSE}`;
      return;
    }
    try {
      const known = await BarcodeDetector.getSupportedFormats();
      const detector = new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" } } });
      picture.srcObject = stream;
      picture.hidden = false;
      await picture.play();
      said.textContent = "Hold a code into the picture.";
      await look(detector);
    } catch (error) {
      close();
      panel.hidden = false;
      said.textContent = WHY[error.name] ?? `The camera cannot be started (${error.name}). ${ELSE}`;
    }
  }

  async function look(detector) {
    while (stream) {
      const found = await detector.detect(picture);
      const now = performance.now();
      found.forEach(({ rawValue }) => {
        const isNew = !inPicture.has(rawValue);
        inPicture.set(rawValue, now);
        if (isNew) take(rawValue);
      });
      inPicture.forEach((at, code) => { if (now - at > GONE) inPicture.delete(code); });
      await pause(LOOK);
    }
  }

  function take(code) {
    const field = document.getElementById(fieldId);
    if (!field?.form) {
      said.textContent = `${code} was read, but nothing can be scanned now. Answer the question of the page first.`;
      return;
    }
    field.value = code;
    field.form.requestSubmit();
    said.textContent = `${code} read. Take it out of the picture before the next one.`;
  }

  function close() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    inPicture.clear();
    picture.srcObject = null;
    panel.hidden = true;
  }
})();
