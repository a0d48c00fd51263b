// Draws the picture of a <c-chart> from the same numbers as its table, in the colours of the theme.
"use strict";
(() => {
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin"];
  const DASHES = ["solid", [8, 4], [2, 3], [12, 3, 2, 3], [4, 4], [1, 5]];
  const charts = [];

  const look = (picture) => {
    const style = getComputedStyle(picture);
    const token = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      series: [1, 2, 3, 4, 5, 6].map((n) => token(`series-${n}`)),
      ink: token("ink"), muted: token("muted"), line: token("line"), card: token("card"),
      tint: token("canal-tint"), canal: token("canal"), red: token("red"),
      font: style.fontFamily, size: parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.875,
    };
  };
  const said = (value, unit) => (value === null || value === undefined ? "—" : `${Number(value).toLocaleString()}${unit ? ` ${unit}` : ""}`);

  // A line carries its name at its end, unless the screen is so narrow that the names would take the picture's place.
  const namesAtEnd = (chart, narrow) => chart.kind === "line" && chart.names.length > 1 && !narrow;
  const widest = (names, size) => Math.min(260, Math.max(...names.map((name) => [...name].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : 0.62), 0))) * size);

  const axes = (chart, face, narrow) => ({
    grid: { left: 4, right: namesAtEnd(chart, narrow) ? 16 + widest(chart.names, face.size) : 12, top: chart.names.length > 1 && !namesAtEnd(chart, narrow) ? face.size * 3 : face.size * 1.5, bottom: 4, containLabel: true },
    xAxis: {
      type: "category", data: chart.labels, boundaryGap: chart.kind !== "line",
      axisLine: { lineStyle: { color: face.line } }, axisTick: { show: false },
      axisLabel: { color: face.muted, fontSize: face.size, hideOverlap: true, rotate: narrow && chart.labels.length > 6 ? 40 : 0 },
    },
    yAxis: {
      type: "value", splitLine: { lineStyle: { color: face.line } }, splitNumber: 4,
      axisLabel: { color: face.muted, fontSize: face.size },
    },
  });
  const goalLine = (chart, face) => (chart.goal === null ? undefined : {
    symbol: "none", silent: true, data: [{ yAxis: chart.goal }],
    lineStyle: { color: face.red, width: 2, type: [6, 4] },
    label: { formatter: said(chart.goal, chart.unit), color: face.red, fontSize: face.size, position: "insideEndTop" },
  });
  const oneOf = {
    line: (chart, face, n, narrow) => ({
      type: "line", symbol: SYMBOLS[n % 6], symbolSize: 7, showSymbol: chart.labels.length < 40,
      lineStyle: { width: 2.5, type: DASHES[n % 6] },
      endLabel: { show: namesAtEnd(chart, narrow), formatter: chart.names[n], color: face.ink, fontSize: face.size, fontWeight: 600 },
    }),
    bar: (chart, face) => ({
      type: "bar", barMaxWidth: 44,
      label: { show: chart.names.length === 1 && chart.labels.length <= 12, position: "top", color: face.ink, fontSize: face.size },
    }),
    scatter: (chart, face, n) => ({ type: "scatter", symbol: SYMBOLS[n % 6], symbolSize: 10 }),
  };
  const pie = (chart, face, narrow) => ({
    legend: narrow ? { bottom: 0, left: "center", textStyle: { color: face.ink, fontSize: face.size }, formatter: (name) => `${name} ${said(chart.columns[0][chart.labels.indexOf(name)], chart.unit)}` } : undefined,
    series: [{
      type: "pie", radius: narrow ? ["30%", "58%"] : ["38%", "68%"], center: ["50%", narrow ? "38%" : "50%"], avoidLabelOverlap: true, emphasis: { disabled: true },
      itemStyle: { borderColor: face.card, borderWidth: 2 },
      label: { show: !narrow, color: face.ink, fontSize: face.size, formatter: (one) => `${one.name}\n${said(one.value, chart.unit)}`, lineHeight: face.size * 1.4 },
      labelLine: { show: !narrow, lineStyle: { color: face.muted } },
      data: chart.labels.map((name, place) => ({ name, value: chart.columns[0][place], itemStyle: { color: face.series[place % 6] } })),
    }],
  });
  const heatmap = (chart, face, narrow) => {
    const cells = chart.columns.flatMap((column, y) => column.map((value, x) => [x, y, value === null ? "-" : value]));
    const known = cells.map((cell) => cell[2]).filter((value) => value !== "-");
    const base = axes(chart, face, narrow);
    return {
      ...base, grid: { ...base.grid, bottom: face.size * 4, top: 8 },
      yAxis: { type: "category", inverse: true, data: chart.names, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: face.muted, fontSize: face.size } },
      visualMap: {
        type: "piecewise", splitNumber: narrow ? 3 : 5, itemGap: narrow ? 6 : 10, min: Math.min(...known), max: Math.max(...known), orient: "horizontal", left: "center", bottom: 0,
        itemWidth: 16, itemHeight: 14, inRange: { color: [face.tint, face.canal] }, textStyle: { color: face.muted, fontSize: face.size },
      },
      series: [{ type: "heatmap", data: cells, emphasis: { disabled: true }, itemStyle: { borderColor: face.card, borderWidth: 2 } }],
    };
  };
  const plain = (chart, face, narrow) => ({
    ...axes(chart, face, narrow),
    legend: { show: chart.names.length > 1 && !namesAtEnd(chart, narrow), top: 0, left: 0, textStyle: { color: face.ink, fontSize: face.size } },
    series: chart.columns.map((data, n) => ({
      ...oneOf[chart.kind](chart, face, n, narrow), name: chart.names[n], data, emphasis: { disabled: true },
      itemStyle: { color: face.series[n % 6], opacity: 1, ...(chart.kind === "bar" ? { borderRadius: [3, 3, 0, 0] } : {}) },
      markLine: n === 0 ? goalLine(chart, face) : undefined,
    })),
  });

  const optionOf = (picture, chart) => {
    const face = look(picture), narrow = picture.clientWidth < 480;
    const own = chart.kind === "pie" ? pie(chart, face, narrow) : (chart.kind === "heatmap" ? heatmap : plain)(chart, face, narrow);
    return {
      animation: false, color: face.series, textStyle: { fontFamily: face.font },
      // Shapes beside colours for whoever does not tell the colours apart; the page itself carries the words.
      aria: { enabled: true, label: { enabled: false }, decal: { show: chart.kind === "pie" || (chart.kind === "bar" && chart.names.length > 1), decals: [{ symbol: "none" }, { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: 0.8, color: "rgba(255,255,255,.35)" }, { symbol: "circle", dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], symbolSize: 0.7, color: "rgba(255,255,255,.4)" }, { dashArrayX: [1, 0], dashArrayY: [3, 6], rotation: -0.8, color: "rgba(255,255,255,.35)" }, { dashArrayX: [1, 0], dashArrayY: [2, 6], color: "rgba(255,255,255,.4)" }, { symbol: "triangle", dashArrayX: [[9, 9], [0, 9, 9, 0]], dashArrayY: [7, 2], symbolSize: 0.7, color: "rgba(255,255,255,.4)" }] } },
      // Rich text, not HTML: the tooltip's HTML would carry styles that the page's policy forbids.
      tooltip: { renderMode: "richText", trigger: chart.kind === "line" || chart.kind === "bar" ? "axis" : "item", backgroundColor: face.card, borderColor: face.line, textStyle: { color: face.ink, fontSize: face.size }, valueFormatter: (value) => said(value, chart.unit) },
      ...own,
    };
  };

  const paint = ({ picture, chart, drawn }) => { drawn.setOption(optionOf(picture, chart), true); drawn.resize(); };
  const paintAll = () => charts.forEach(paint);

  window.drawChart = (picture) => {
    const chart = JSON.parse(picture.dataset.chart);
    if (!chart.labels.length) return;
    picture.hidden = false;
    const one = { picture, chart, drawn: window.echarts.init(picture, null, { renderer: "svg" }) };
    charts.push(one);
    paint(one);
    new ResizeObserver(() => paint(one)).observe(picture);
    const table = picture.closest("figure").querySelector("details");
    if (table) table.open = false;
  };

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintAll);
  matchMedia("(prefers-contrast: more)").addEventListener("change", paintAll);
  new MutationObserver(paintAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-contrast", "data-size"] });
  // Paper is white, whatever the screen is, and its reader cannot open what is folded.
  let screen = "auto";
  const folded = () => document.querySelectorAll(".chart-table");
  addEventListener("beforeprint", () => {
    screen = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    folded().forEach((table) => { table.dataset.was = table.open; table.open = true; });
    paintAll();
  });
  addEventListener("afterprint", () => {
    document.documentElement.dataset.theme = screen;
    folded().forEach((table) => { table.open = table.dataset.was === "true"; });
    paintAll();
  });
})();
