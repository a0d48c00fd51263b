// A map inside another page: `<c-map>`, with the layers it names or a GeoJSON of the city laid over the districts.
const script = document.querySelector("script[data-map-figure]");

async function fill(holder) {
  const [{ draw }, list] = await Promise.all([
    import(script.dataset.drawing),
    fetch("/map/layers.json").then((answer) => answer.json()),
  ]);
  const english = document.documentElement.lang === "en";
  const layers = ["districts", ...(holder.dataset.layers ?? "").split(",").filter(Boolean)];
  const facts = { ...list.drawing, language: english ? "en" : "zh" };
  const { map } = await draw(holder, facts, { layers, view: { padding: 12 }, label: holder.getAttribute("aria-label") ?? "" });
  map.scrollZoom.disable();
  const source = holder.dataset.map;
  if (source && new URL(source, location.href).origin === location.origin && !source.startsWith("/map/?")) {
    const features = await fetch(source, { headers: { Accept: "application/geo+json" } }).then((answer) => answer.json());
    map.getSource("chosen").setData(features);
  }
  const [west, south, east, north] = (holder.dataset.fit ?? "").split(",").map(Number);
  if (Number.isFinite(north)) map.fitBounds([[west, south], [east, north]], { padding: 24, maxZoom: 16, animate: false });
  holder.dataset.drawn = "yes";
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    fill(entry.target).catch(() => { entry.target.hidden = true; });
  }
}, { rootMargin: "200px" });

for (const holder of document.querySelectorAll("[data-map]")) seen.observe(holder);
