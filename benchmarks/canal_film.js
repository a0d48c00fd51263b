// One picture of the canal at a moment of the film, in thin lines. `turn` runs from 0 to 1; 1 is 0 again, so the film
// begins anew without a seam.
"use strict";
const W = 1280, H = 720, WATER = 470, TAU = Math.PI * 2;
const canvas = new OffscreenCanvas(W, H);
const pen = canvas.getContext("2d");

const mix = (a, b, part) => a.map((value, place) => Math.round(value + (b[place] - value) * part));
const rgb = (colour, alpha = 1) => `rgb(${colour.join(" ")} / ${alpha})`;
const NIGHT = [11, 19, 25], DAWN = [38, 58, 70], WARM = [120, 84, 58], LINE = [214, 226, 232], CANAL = [110, 193, 228];
const GOLD = [242, 178, 51];

const path = (draw, { close = false, fill = null, width = 2.2, colour = LINE, alpha = .85 } = {}) => {
  pen.beginPath();
  draw();
  if (close) pen.closePath();
  if (fill) { pen.fillStyle = fill; pen.fill(); }
  pen.lineWidth = width;
  pen.strokeStyle = rgb(colour, alpha);
  pen.stroke();
};
const lines = (points) => () => points.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));

function sky(light) {
  const ground = pen.createLinearGradient(0, 0, 0, WATER);
  ground.addColorStop(0, rgb(mix(NIGHT, DAWN, light)));
  ground.addColorStop(1, rgb(mix(NIGHT, WARM, light * .75)));
  pen.fillStyle = ground;
  pen.fillRect(0, 0, W, WATER);
}

function heaven(turn, light) {
  const x = 180 + 920 * turn, y = 250 - 150 * Math.sin(Math.PI * turn);
  const tone = mix(LINE, GOLD, light);
  path(() => pen.arc(x, y, 34, 0, TAU), { fill: rgb(tone, .18), colour: tone });
}

function roof(x, y, half, rise) {
  path(() => { pen.moveTo(x - half - 12, y - 6); pen.quadraticCurveTo(x - half * .4, y - rise * .5, x, y - rise); pen.quadraticCurveTo(x + half * .4, y - rise * .5, x + half + 12, y - 6); }, {});
  path(lines([[x - half, y], [x + half, y]]));
}

function pagoda(x, ground) {
  for (let floor = 0; floor < 7; floor += 1) {
    const half = 46 - floor * 5, y = ground - 30 - floor * 32;
    path(lines([[x - half + 6, y + 30], [x - half + 6, y], [x + half - 6, y], [x + half - 6, y + 30]]), { alpha: .7 });
    roof(x, y, half, 14);
  }
  path(lines([[x, ground - 236], [x, ground - 300]]));
  path(() => pen.arc(x, ground - 304, 4, 0, TAU));
}

function houses(light) {
  const rows = [[0, 118, 120], [118, 96, 150], [214, 130, 110], [772, 110, 130], [882, 90, 104], [972, 140, 146], [1112, 100, 118], [1212, 90, 138]];
  for (const [x, wide, high] of rows) {
    const y = WATER - high;
    path(lines([[x, WATER], [x, y], [x + wide, y], [x + wide, WATER]]), { fill: rgb(mix(NIGHT, DAWN, light * .5)) });
    path(() => { pen.moveTo(x - 10, y + 4); pen.quadraticCurveTo(x + wide / 2, y - 52, x + wide + 10, y + 4); }, { fill: rgb(mix(NIGHT, DAWN, light * .3)) });
    for (let window = x + 20; window + 22 < x + wide; window += 40) {
      path(() => pen.rect(window, y + 34, 20, 26), { fill: rgb(GOLD, .55 * (1 - light)), alpha: .6, width: 1.6 });
    }
  }
}

function bridge() {
  const stone = rgb(mix(NIGHT, DAWN, .25));
  path(() => { pen.moveTo(330, WATER); pen.quadraticCurveTo(540, WATER - 330, 750, WATER); pen.lineTo(654, WATER); pen.arc(540, WATER, 114, 0, Math.PI, true); pen.lineTo(330, WATER); }, { fill: stone });
  path(() => { pen.moveTo(330, WATER - 22); pen.quadraticCurveTo(540, WATER - 352, 750, WATER - 22); }, {});
  for (let part = .06; part < .97; part += .08) {
    const x = 330 + 420 * part, y = WATER - 330 * 2 * part * (1 - part);
    path(lines([[x, y], [x, y - 22]]), { width: 1.6 });
  }
  path(() => pen.arc(540, WATER, 128, Math.PI * 1.01, Math.PI * 1.99), { alpha: .5, width: 1.4 });
}

function water(turn, light) {
  const ground = pen.createLinearGradient(0, WATER, 0, H);
  ground.addColorStop(0, rgb(mix([14, 38, 50], [40, 66, 76], light)));
  ground.addColorStop(1, rgb(NIGHT));
  pen.fillStyle = ground;
  pen.fillRect(0, WATER, W, H - WATER);
  path(lines([[0, WATER], [W, WATER]]), { alpha: .6 });
  for (let row = 0; row < 11; row += 1) {
    const y = WATER + 16 + row * 22, step = 150 + row * 18;
    const moved = (turn * 3 * step * (row % 2 ? 1 : -1) + row * 67) % step;
    for (let x = moved - step; x < W + step; x += step) {
      const long = 46 + row * 5 + 12 * Math.sin(TAU * (turn * 4 + row / 5));
      path(() => { pen.moveTo(x, y); pen.quadraticCurveTo(x + long / 2, y - 5, x + long, y); }, { colour: CANAL, alpha: .22 + row * .025, width: 1.8 });
    }
  }
}

function reflections(turn) {
  pen.save();
  pen.globalAlpha = .16;
  path(() => { pen.arc(540, WATER, 114, 0, Math.PI); }, {});
  for (let row = 0; row < 6; row += 1) {
    path(lines([[1000 - 40 + 4 * row, WATER + 20 + row * 24], [1000 + 40 - 4 * row + 6 * Math.sin(TAU * (turn * 5 + row / 4)), WATER + 20 + row * 24]]), {});
  }
  pen.restore();
}

function barge(turn) {
  const x = -260 + (W + 520) * turn, y = WATER + 96 + 3 * Math.sin(TAU * turn * 9);
  path(() => { pen.moveTo(x - 150, y - 26); pen.quadraticCurveTo(x - 140, y + 18, x - 96, y + 20); pen.lineTo(x + 110, y + 20); pen.quadraticCurveTo(x + 150, y + 12, x + 168, y - 34); pen.lineTo(x + 118, y - 18); pen.lineTo(x - 150, y - 18); }, { close: true, fill: rgb([24, 40, 50]) });
  path(() => { pen.moveTo(x - 90, y - 18); pen.quadraticCurveTo(x - 84, y - 74, x - 20, y - 74); pen.quadraticCurveTo(x + 44, y - 74, x + 50, y - 18); }, { fill: rgb([34, 52, 62]) });
  for (const off of [-58, -20, 18]) path(() => { pen.moveTo(x + off - 8, y - 18); pen.quadraticCurveTo(x + off - 6, y - 66, x + off, y - 73); }, { width: 1.4, alpha: .6 });
  path(lines([[x - 128, y - 20], [x - 128, y - 58]]));
  path(() => pen.arc(x - 128, y - 66, 8, 0, TAU), { fill: rgb(GOLD, .9), colour: GOLD });
  const sway = 10 * Math.sin(TAU * turn * 9);
  path(lines([[x + 96, y - 20], [x + 98, y - 66]]));
  path(() => pen.arc(x + 98, y - 74, 8, 0, TAU));
  path(lines([[x + 104, y - 54], [x + 150 + sway, y + 58]]), { width: 2.6 });
  path(() => { pen.moveTo(x - 170, y + 34); pen.lineTo(x + 120, y + 34); }, { colour: CANAL, alpha: .5 });
  path(() => { pen.moveTo(x - 230, y + 46); pen.lineTo(x + 60, y + 46); }, { colour: CANAL, alpha: .3 });
}

function willow(turn) {
  for (let branch = 0; branch < 15; branch += 1) {
    const x = -20 + branch * 20, long = 210 + 90 * Math.sin(branch * 1.7);
    const sway = (12 + branch) * Math.sin(TAU * (turn * 4 + branch / 11));
    path(() => { pen.moveTo(x, -10); pen.quadraticCurveTo(x + 6, long * .5, x + sway, long); }, { colour: [123, 211, 176], alpha: .5, width: 2 });
    for (let leaf = .25; leaf < 1; leaf += .13) {
      const lx = x + sway * leaf * leaf, ly = long * leaf;
      path(() => { pen.moveTo(lx, ly); pen.quadraticCurveTo(lx + 7, ly + 7, lx + 5, ly + 17); }, { colour: [123, 211, 176], alpha: .4, width: 1.5 });
    }
  }
}

function draw(turn) {
  const light = .5 - .5 * Math.cos(TAU * turn);
  pen.lineCap = pen.lineJoin = "round";
  sky(light);
  heaven(turn, light);
  pagoda(1000, WATER - 60);
  houses(light);
  bridge();
  water(turn, light);
  reflections(turn);
  barge(turn);
  willow(turn);
}

// Every frame, encoded one after the other, however long that takes: [is it a key frame, its bytes in base64].
async function film({ seconds, perSecond, bitrate }) {
  const frames = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      let text = "";
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      frames.push([chunk.type === "key", btoa(text)]);
    },
    error: (error) => { throw error; },
  });
  encoder.configure({ codec: "vp09.00.31.08", width: W, height: H, bitrate, framerate: perSecond, latencyMode: "quality" });
  const many = seconds * perSecond;
  for (let number = 0; number < many; number += 1) {
    draw(number / many);
    const frame = new VideoFrame(canvas, { timestamp: number * 1e6 / perSecond, duration: 1e6 / perSecond });
    encoder.encode(frame, { keyFrame: number % (perSecond * 6) === 0 });
    frame.close();
    while (encoder.encodeQueueSize > 4) await new Promise((done) => setTimeout(done, 5));
  }
  await encoder.flush();
  return frames;
}

// The picture that stands before the film is played, as WebP in base64.
async function still(turn) {
  draw(turn);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: .8 })).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}
