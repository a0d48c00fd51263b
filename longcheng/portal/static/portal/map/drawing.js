// Draws the city's map: the style of the data pack in our colours and the reader's language, marks drawn here, no host but ours.
const FAMILIES = ["PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"];
// The drawing program takes the weight from the first name of a family.
const FONTS = { "font:plain": ["City Regular", ...FAMILIES], "font:bold": ["City Medium", ...FAMILIES] };
const MARKS = {
  hospitals: { token: "series-2", paths: ["M12 5v14", "M5 12h14"], width: 3.4 },
  colleges: { token: "series-4", paths: ["M22 9l-10 -4l-10 4l10 4l10 -4v6", "M6 10.6v5.4a6 3 0 0 0 12 0v-5.4"], width: 2 },
  sights: {
    token: "series-3", width: 2,
    paths: ["M3 21h7v-3a2 2 0 0 1 4 0v3h7", "M6 21v-9", "M18 21v-9", "M6 12h12a3 3 0 0 0 3 -3a9 8 0 0 1 -9 -6a9 8 0 0 1 -9 6a3 3 0 0 0 3 3"],
  },
};
// Excellent to heavily polluted; the number in the ring and the legend say it too.
export const AIR_TOKENS = ["jade", "wait", "series-2", "red", "series-4"];

const probe = document.createElement("span");

export function colour(token) {
  if (!probe.isConnected) { probe.hidden = true; document.body.append(probe); }
  // Where the reader forces colours, every text has one: the whole map would be drawn in black.
  probe.style.forcedColorAdjust = "none";
  probe.style.color = `var(--${token})`;
  return getComputedStyle(probe).color;
}

// Our own notation in the style: token:ink, text:name, font:bold.
function filled(value, language) {
  if (typeof value === "string") {
    if (value.startsWith("token:")) return colour(value.slice(6));
    if (value === "text:name") {
      return language === "en" ? ["coalesce", ["get", "name_en"], ["get", "name"]] : ["get", "name"];
    }
    return value;
  }
  if (Array.isArray(value)) {
    if (value.length === 1 && FONTS[value[0]]) return FONTS[value[0]];
    return value.map((each) => filled(each, language));
  }
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, language)]));
  }
  return value;
}

function disc(mark) {
  const size = 26, ratio = 2, canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.beginPath();
  pen.arc(size / 2, size / 2, size / 2 - 1, 0, 2 * Math.PI);
  pen.fillStyle = colour(mark.token);
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = colour("card");
  pen.stroke();
  pen.translate(5.5, 5.5);
  pen.scale(15 / 24, 15 / 24);
  pen.lineWidth = mark.width;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = colour("card");
  for (const path of mark.paths) pen.stroke(new Path2D(path));
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

// Broken: the readings are old, and a whole ring would say that they are of now.
function ring(token) {
  const size = 34, ratio = 2, canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.beginPath();
  pen.arc(size / 2, size / 2, size / 2 - 3, 0, 2 * Math.PI);
  pen.fillStyle = colour("card");
  pen.fill();
  pen.setLineDash([6, 3.2]);
  pen.lineWidth = 4;
  pen.strokeStyle = colour(token);
  pen.stroke();
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function addMarks(map) {
  const put = (name, image) => (map.hasImage(name) ? map.updateImage(name, image) : map.addImage(name, image, { pixelRatio: 2 }));
  for (const [name, mark] of Object.entries(MARKS)) put(`mark-${name}`, disc(mark));
  AIR_TOKENS.forEach((token, at) => put(`air-${at + 1}`, ring(token)));
}

export async function draw(holder, facts, { view = {}, layers = [], interactive = true, label = "", locale = {} } = {}) {
  const wanted = fetch(facts.style).then((answer) => answer.json());
  const gl = await import(facts.gl);
  gl.setWorkerUrl(new URL(facts.worker, location.href).href);
  gl.setWorkerCount(1);
  gl.prewarm();
  const raw = await wanted;
  const dressed = () => {
    // Without passing through other colours: paper is drawn at once.
    const style = { ...filled(raw, facts.language), transition: { duration: 0, delay: 0 } };
    for (const source of Object.values(style.sources)) {
      if (source.type !== "vector") continue;
      source.tiles = [`${location.origin}${facts.tiles}&layers=${source.layers.join(",")}`];
      delete source.layers;
      Object.assign(source, { minzoom: source.minzoom ?? facts.zooms[0], maxzoom: source.maxzoom ?? 13, ...(facts.box && { bounds: facts.box }) });
    }
    return style;
  };
  const style = dressed();
  const shown = new Set(layers);
  for (const layer of style.layers) {
    const of = layer.metadata?.layer;
    if (of) layer.layout = { ...layer.layout, visibility: shown.has(of) ? "visible" : "none" };
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || document.documentElement.dataset.motion === "less";
  const map = new gl.Map({
    container: holder, style, interactive, locale, attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false,
    touchPitch: false, maxPitch: 0, minZoom: 6, maxZoom: 18.5, renderWorldCopies: false, localIdeographFontFamily: FAMILIES.join(","),
    cooperativeGestures: false, refreshExpiredTiles: false, clickTolerance: 6,
    ...(view.centre ? { center: view.centre, zoom: view.zoom ?? 11 }
      : facts.box ? { bounds: facts.box, fitBoundsOptions: { padding: view.padding ?? 24 } } : {}),
  });
  map.touchZoomRotate?.disableRotation();
  map.keyboard?.disableRotation();
  if (label) map.getCanvas().setAttribute("aria-label", label);
  map.on("styleimagemissing", () => addMarks(map));
  await new Promise((ready) => map.once("style.load", ready));
  addMarks(map);
  // The colours follow the theme without losing what is shown or chosen.
  const recolour = () => {
    for (const layer of filled(raw, facts.language).layers) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, value);
    }
    addMarks(map);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  new MutationObserver(recolour).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-contrast"] });
  if (still) for (const name of ["easeTo", "flyTo"]) map[name] = (options) => map.jumpTo(options);
  return { gl, map, recolour };
}

export function show(map, layer, isOn) {
  for (const each of map.getStyle().layers) {
    if (each.metadata?.layer === layer) map.setLayoutProperty(each.id, "visibility", isOn ? "visible" : "none");
  }
}
