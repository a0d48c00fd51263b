// A small map in the keeper's form: a press on it fills in longitude and latitude. Without it the two fields do.
const script = document.querySelector("script[data-position]");
const holder = document.querySelector("[data-position-map]");
const fields = ["lon", "lat"].map((name) => document.querySelector(`[name="${name}"]`));

function mark(map) {
  const place = fields.map((field) => Number.parseFloat(field.value));
  const features = place.every(Number.isFinite) ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } }] : [];
  map.getSource("chosen").setData({ type: "FeatureCollection", features });
}

async function fill() {
  const [{ draw }, list] = await Promise.all([
    import(script.dataset.drawing),
    fetch("/map/layers.json").then((answer) => answer.json()),
  ]);
  holder.hidden = false;
  const facts = { ...list.drawing, language: document.documentElement.lang === "en" ? "en" : "zh" };
  const legend = document.querySelector(".feature-place legend").textContent;
  const { map } = await draw(holder, facts, { layers: ["districts", "towns"], view: { padding: 12 }, label: legend });
  const [lon, lat] = fields.map((field) => Number.parseFloat(field.value));
  if (Number.isFinite(lon) && Number.isFinite(lat)) map.jumpTo({ center: [lon, lat], zoom: 14 });
  mark(map);
  map.on("click", (pressed) => {
    fields[0].value = pressed.lngLat.lng.toFixed(6);
    fields[1].value = pressed.lngLat.lat.toFixed(6);
    mark(map);
  });
  for (const field of fields) field.addEventListener("change", () => mark(map));
}

if (holder && fields.every(Boolean)) fill().catch(() => { holder.hidden = true; });
