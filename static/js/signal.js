// Right and wrong that can be heard and felt: one short high tone for right, two low ones for wrong.
"use strict";
(() => {
  let sound = null;
  window.wmsSignal = (good) => {
    navigator.vibrate?.(good ? 60 : [120, 80, 120]);
    try {
      sound ??= new AudioContext();
      (good ? [[880, 0]] : [[220, 0], [180, 0.2]]).forEach(([pitch, delay]) => tone(pitch, delay));
    } catch { /* no sound on this device: the words and the colour remain */ }
  };
  function tone(pitch, delay) {
    const wave = sound.createOscillator();
    const volume = sound.createGain();
    const start = sound.currentTime + delay;
    wave.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.15);
    wave.connect(volume).connect(sound.destination);
    wave.start(start);
    wave.stop(start + 0.16);
  }
})();
