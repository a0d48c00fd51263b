// The map's page: layers, the card of what is chosen, a link to this view, paper, and where the reader stands.
const page = document.querySelector("[data-map-page]");
const facts = JSON.parse(page.dataset.drawing);
const words = facts.words;
const holder = document.getElementById("map");
const card = document.getElementById("card");
const inView = document.getElementById("in-view");
const said = document.getElementById("map-said");
const boxes = [...page.querySelectorAll('input[name="layers"]')];
const asked = new URLSearchParams(location.search);
const wide = matchMedia("(min-width: 60rem)");
const state = { place: page.dataset.place, district: page.dataset.district };
const NOTHING = ["==", ["get", "id"], ""];
let map, show, recolour, theme;

const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);

// What the card shows already is only told to those who hear the page: a line that comes and goes would push the map.
function say(text, { shown = true } = {}) {
  said.classList.toggle("hidden", !shown);
  said.textContent = text;
}

function address() {
  const { lng, lat } = map.getCenter();
  const query = new URLSearchParams({ c: `${lng.toFixed(4)},${lat.toFixed(4)}`, z: map.getZoom().toFixed(1), layers: chosen().join(",") });
  if (state.place) query.set("place", state.place);
  if (state.district) query.set("district", state.district);
  if (page.dataset.day) query.set("day", page.dataset.day);
  query.set("date", page.dataset.today);
  return `${location.pathname}?${query}`.replaceAll("%2C", ",").replaceAll("%40", "@");
}

function remember() {
  history.replaceState(null, "", address());
  const table = page.querySelector("[data-map-table]");
  const query = new URLSearchParams({ layers: chosen().join(",") });
  if (state.district) query.set("division", state.district);
  if (page.dataset.day) query.set("day", page.dataset.day);
  table.href = `${table.pathname}?${query}`.replaceAll("%2C", ",");
}

const drawnLayers = () => map.getStyle().layers.filter((layer) => layer.source && layer.source !== "chosen" && layer.layout?.visibility !== "none");

function listView() {
  const ids = drawnLayers().filter((layer) => !/names|shore|chosen|bus/.test(layer.id)).map((layer) => layer.id);
  const found = new Map();
  for (const feature of map.queryRenderedFeatures({ layers: ids })) {
    const { id, name, name_en: english, count } = feature.properties;
    if (id && !found.has(id)) found.set(id, { name: facts.language === "en" ? english ?? name : name, count, layer: feature.sourceLayer });
  }
  const titles = new Map(boxes.map((box) => [box.value, box.dataset.title]));
  const rows = [...found].slice(0, 60).map(([id, { name, count, layer }]) => {
    const link = Object.assign(document.createElement("a"), { href: `?place=${encodeURIComponent(id)}`, textContent: name ?? `${titles.get(layer)} (${count})` });
    link.dataset.place = id;
    const note = Object.assign(document.createElement("span"), { className: "muted", textContent: name ? titles.get(layer) ?? "" : "" });
    const row = document.createElement("li");
    row.append(link, note);
    return row;
  });
  inView.replaceChildren(...(rows.length ? rows : [Object.assign(document.createElement("li"), { textContent: words.empty })]));
  page.querySelector("[data-map-count]").textContent = String(found.size);
}

// --- The card.
function mark() {
  for (const layer of map.getStyle().layers) {
    if (layer.metadata?.chosen) map.setFilter(layer.id, state.place ? ["==", ["get", "id"], state.place] : NOTHING);
    if (layer.metadata?.crossing) map.setFilter(layer.id, state.district ? ["in", state.district, ["coalesce", ["get", "crosses"], ""]] : NOTHING);
    if (layer.metadata?.dims) map.setPaintProperty(layer.id, "line-opacity", state.district ? 0.12 : 0.38);
  }
  const centre = card.querySelector("[data-centre]")?.dataset.centre;
  const features = centre ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: centre.split(",").map(Number) } }] : [];
  map.getSource("chosen").setData({ type: "FeatureCollection", features });
  // Two marks that count stand beside each other at the seat of their district.
  const aside = { hospitals: -13, colleges: 13 }[state.place.match(/^(\w+)@/)?.[1]] ?? 0;
  map.setPaintProperty("chosen-ring", "circle-translate", [aside, 0]);
  for (const button of card.querySelectorAll("[data-crossing]")) button.setAttribute("aria-pressed", String(button.dataset.crossing === state.district));
}

function padding() {
  return wide.matches ? { top: 40, bottom: 40, left: 40, right: card.hidden ? 40 : card.offsetWidth + 40 }
    : { top: 30, bottom: card.hidden ? 30 : Math.min(card.offsetHeight, holder.offsetHeight * 0.5) + 20, left: 24, right: 24 };
}

function goTo() {
  const told = card.querySelector("[data-map-card]");
  if (told?.dataset.box) {
    const [west, south, east, north] = told.dataset.box.split(",").map(Number);
    map.fitBounds([[west, south], [east, north]], { padding: padding(), maxZoom: 17, duration: 500 });
  } else if (told?.dataset.centre) {
    map.easeTo({ center: told.dataset.centre.split(",").map(Number), zoom: Math.max(map.getZoom(), told.dataset.layer ? Math.max(11, Number(told.dataset.drawnFrom) + 2) : 17), padding: padding(), duration: 500 });
  }
}

async function choose(place, { move = false, focus = false } = {}) {
  say(words.loading, { shown: false });
  const day = page.dataset.day ? `&day=${page.dataset.day}` : "";
  const answer = await fetch(`${page.dataset.card}?id=${encodeURIComponent(place)}${day}`).catch(() => null);
  if (!answer?.ok) return say(words.unknown);
  card.innerHTML = await answer.text();
  card.hidden = false;
  card.scrollTop = 0;
  state.place = place;
  if (!card.querySelector(`[data-crossing="${state.district}"]`)) state.district = "";
  const layer = card.querySelector("[data-map-card]").dataset.layer;
  const box = boxes.find((each) => each.value === layer);
  if (box && !box.checked) { box.checked = true; show(map, layer, true); legend(); }
  mark();
  if (move) goTo();
  say(card.querySelector("h2").textContent, { shown: false });
  if (focus) card.querySelector("h2").focus();
  remember();
}

function close() {
  card.hidden = true;
  card.replaceChildren();
  Object.assign(state, { place: "", district: "" });
  mark();
  map.setPadding({ top: 0, bottom: 0, left: 0, right: 0 });
  say("");
  remember();
  map.getCanvas().focus({ preventScroll: true });
}

function crossing(district) {
  state.district = state.district === district ? "" : district;
  const box = boxes.find((each) => each.value === "bus");
  if (box && !box.checked) { box.checked = true; show(map, "bus", true); legend(); }
  mark();
  if (state.district) goTo();
  remember();
  // On a phone the button lies lower than the map: the lines would be drawn out of sight.
  const stage = document.querySelector(".map-stage");
  if (stage.getBoundingClientRect().top < 0) stage.scrollIntoView({ block: "start" });
}

function pick(point) {
  const near = [[point.x - 7, point.y - 7], [point.x + 7, point.y + 7]];
  const found = map.queryRenderedFeatures(near, { layers: drawnLayers().map((layer) => layer.id) }).filter((feature) => feature.properties.id);
  // What is small comes before what is large beneath it.
  const order = (feature) => ({ Point: 0, LineString: 1, MultiLineString: 1 })[feature.geometry.type] ?? 2;
  const named = (feature) => (/^districts/.test(feature.layer.id) ? 1 : 0);
  found.sort((a, b) => named(a) - named(b) || order(a) - order(b));
  return found[0]?.properties.id;
}

// --- Layers, sharing, paper.
function legend() {
  for (const part of page.querySelectorAll("[data-legend]")) part.hidden = !chosen().includes(part.dataset.legend);
  page.querySelector("[data-map-synthetic]").hidden = !boxes.some((box) => box.checked && "synthetic" in box.dataset);
}

async function copy() {
  const link = `${location.origin}${address()}`;
  try {
    await navigator.clipboard.writeText(link);
    say(words.copied);
  } catch {
    const field = document.getElementById("map-link");
    field.hidden = false;
    field.value = link;
    field.select();
    say(words.copy);
  }
}

function scaleBar() {
  const metres = 100 * 40075016.686 * Math.cos(map.getCenter().lat * Math.PI / 180) / (512 * 2 ** map.getZoom());
  const power = 10 ** Math.floor(Math.log10(metres));
  const round = [5, 2, 1].find((step) => step * power <= metres) * power;
  return { px: 100 * round / metres, text: round >= 1000 ? `${round / 1000} km` : `${round} m` };
}

function scale() {
  const { px, text } = scaleBar();
  const bar = page.querySelector("[data-map-scale]");
  bar.style.width = `${px}px`;
  bar.textContent = text;
}

// Paper takes a picture: a canvas of the graphics card is empty once it was shown.
function toPaper() {
  theme = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  recolour();
  map.redraw();
  const from = map.getCanvas(), sheet = document.createElement("canvas"), ratio = from.width / from.clientWidth;
  Object.assign(sheet, { width: from.width, height: from.height });
  const pen = sheet.getContext("2d");
  pen.drawImage(from, 0, 0);
  const { px, text } = scaleBar(), foot = from.height - 14 * ratio;
  pen.lineWidth = 2 * ratio;
  pen.strokeRect(14 * ratio, foot - 6 * ratio, px * ratio, 0.1);
  pen.beginPath();
  for (const x of [14, 14 + px]) { pen.moveTo(x * ratio, foot - 12 * ratio); pen.lineTo(x * ratio, foot - 5 * ratio); }
  pen.stroke();
  pen.font = `${13 * ratio}px sans-serif`;
  pen.fillText(text, 18 * ratio, foot - 12 * ratio);
  const picture = page.querySelector("[data-map-picture]");
  picture.src = sheet.toDataURL("image/png");
  picture.hidden = false;
  const names = boxes.filter((box) => box.checked).map((box) => box.dataset.title);
  page.querySelector("[data-map-printed]").textContent = names.join(facts.language === "en" ? ", " : "、");
  for (const row of page.querySelectorAll("[data-source-of]")) row.hidden = !chosen().includes(row.dataset.sourceOf);
}

function locate() {
  if (!navigator.geolocation) return say(words.nowhere);
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const here = [coords.longitude, coords.latitude];
    const [west, south, east, north] = facts.box;
    if (here[0] < west || here[0] > east || here[1] < south || here[1] > north) return say(words.outside);
    map.getSource("chosen").setData({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: here } });
    map.easeTo({ center: here, zoom: 13 });
  }, () => say(words.nowhere), { timeout: 10000 });
}

function equip() {
  map.on("click", (event) => {
    const place = pick(event.point);
    if (place) choose(place); else if (!card.hidden) close();
  });
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = pick(event.point) ? "pointer" : ""; });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const place = pick(map.project(map.getCenter()));
    if (place) choose(place, { focus: true });
  });
  map.on("moveend", () => { remember(); scale(); });
  map.on("idle", () => { listView(); page.dataset.mapState = "idle"; });
  map.on("dataloading", () => { page.dataset.mapState = "busy"; });
  for (const box of boxes) box.addEventListener("change", () => { show(map, box.value, box.checked); legend(); remember(); });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-place]");
    if (link && !event.metaKey && !event.ctrlKey) { event.preventDefault(); choose(link.dataset.place, { move: true, focus: true }); }
    const district = event.target.closest("[data-crossing]")?.dataset.crossing;
    if (district) { event.preventDefault(); crossing(district); }
    if (event.target.closest("[data-close]")) { event.preventDefault(); close(); }
    const button = event.target.closest("[data-map-do]");
    if (!button) return;
    ({ copy, locate, print: () => window.print(), in: () => map.zoomIn(), out: () => map.zoomOut(),
      whole: () => map.fitBounds(facts.box, { padding: 24 }) })[button.dataset.mapDo]();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !card.hidden) close(); });
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", () => { document.documentElement.dataset.theme = theme; });
}

function view() {
  const centre = (asked.get("c") ?? "").split(",").map(Number);
  const zoom = Number(asked.get("z"));
  const fits = centre.length === 2 && centre.every(Number.isFinite) && Math.abs(centre[0]) <= 180 && Math.abs(centre[1]) <= 85;
  return fits ? { centre, zoom: zoom >= 6 && zoom <= 18.5 ? zoom : 11 } : { padding: wide.matches ? 32 : { top: 20, bottom: 20, left: 20, right: 48 } };
}

async function start() {
  if (!wide.matches) page.querySelector("[data-map-layers]").open = false;
  for (const button of page.querySelectorAll("[data-map-do]")) button.hidden = false;
  const drawing = await import(page.dataset.drawer);
  show = drawing.show;
  const still = holder.firstElementChild;
  ({ map, recolour } = await drawing.draw(holder, facts, { view: view(), layers: chosen(), label: words.map }));
  equip();
  legend();
  mark();
  scale();
  if (state.place && !asked.has("c")) goTo();
  map.once("idle", () => {
    still?.remove();
    page.dataset.mapReady = "yes";
    performance.mark("map-usable");
  });
}

start().catch(() => { say(words.broken); page.dataset.mapReady = "no"; });
