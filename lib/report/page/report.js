(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("charts").textContent);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
  const font = "12px system-ui, sans-serif";

  // "14 Mar" where a day begins or days are shown, else "09:00", by the clocks of the zone.
  const local = (seconds) => uPlot.tzDate(new Date(seconds * 1e3), data.zone);
  const day = uPlot.fmtDate("{D} {MMM}"), hour = uPlot.fmtDate("{HH}:{mm}");
  const times = (u, ticks, axis, space, step) => ticks.map((seconds, i) => {
    const at = local(seconds);
    if (step >= 86400) return day(at);
    return i === 0 || local(ticks[i - 1]).getDate() !== at.getDate() ? hour(at) + "\n" + day(at) : hour(at);
  });
  const whole = [1, 2, 5].flatMap((n) => [n, n * 10, n * 100, n * 1e3, n * 1e4, n * 1e5]).sort((a, b) => a - b);

  // One x axis for all series; where a series says nothing the value is undefined, a gap is null.
  const joined = (chart) => {
    const tables = chart.series.map((s) => [s.x.slice(), s.y.slice()]);
    if (chart.type === "step" && chart.end !== null) {
      for (const [x, y] of tables) {
        if (x.length && x[x.length - 1] < chart.end) { x.push(chart.end); y.push(y[y.length - 1]); }
      }
    }
    return tables.length === 1 ? tables[0] : uPlot.join(tables);
  };

  const stacked = (columns) => {
    const sums = new Array(columns[0].length).fill(0);
    return [columns[0], ...columns.slice(1).map((ys) => ys.map((y, i) => (sums[i] += y || 0)))];
  };

  const draw = (box, chart) => {
    const raw = joined(chart);
    const shown = chart.stacked ? stacked(raw) : raw;
    const bars = chart.type === "bar";
    const order = chart.series.map((_, i) => i);
    if (chart.stacked) order.reverse(); // the tallest is drawn first
    const columns = [shown[0], ...order.map((i) => shown[i + 1])];
    const counts = raw.slice(1).every((ys) => ys.every((y) => y == null || Number.isInteger(y)));
    const gap = raw[0].reduce((g, x, i) => (i ? Math.min(g, x - raw[0][i - 1]) : g), Infinity);
    const pad = bars ? 0.6 * (Number.isFinite(gap) ? gap : chart.labels ? 1 : 3600) : 0;
    const axis = { stroke: css("--soft"), font, grid: { stroke: css("--line"), width: 1 }, ticks: { show: false } };
    const xAxis = { ...axis, grid: { show: false }, values: times };
    if (chart.labels) {
      xAxis.splits = () => chart.labels.map((_, i) => i);
      xAxis.values = () => chart.labels;
    }
    const options = {
      width: box.clientWidth,
      height: 240,
      tzDate: local,
      cursor: { drag: { x: !chart.labels, y: false }, points: { size: 7 } },
      scales: {
        x: { time: !chart.labels, range: (u, low, high) => (low === high ? [low - (pad || 1800), high + (pad || 1800)] : [low - pad, high + pad]) },
        y: { range: (u, low, high) => (bars ? [0, Math.max(high, 1e-9) * 1.08] : uPlot.rangeNum(low, high, 0.12, chart.zero)) },
      },
      axes: [xAxis, { ...axis, size: 60, incrs: counts ? whole : undefined, values: (u, ticks) => ticks.map((v) => number.format(v)) }],
      series: [
        { label: chart.labels ? "" : "Time", value: chart.labels ? (u, v) => (v === null ? "" : chart.labels[v]) : "{YYYY}-{MM}-{DD} {HH}:{mm}" },
        ...order.map((i) => {
          const colour = css("--c" + (i % 8));
          return {
            label: chart.series[i].label,
            stroke: colour,
            fill: bars ? colour : undefined,
            width: bars ? 0 : 2,
            spanGaps: false,
            points: { show: !bars && chart.type === "line" && raw[0].length < 40 },
            paths: bars ? uPlot.paths.bars({ size: [0.7, 56], radius: chart.stacked ? 0 : 0.15 })
              : chart.type === "step" ? uPlot.paths.stepped({ align: 1 }) : undefined,
            value: (u, v, s, at) => (at === null || raw[i + 1][at] == null ? "–" : number.format(raw[i + 1][at])),
          };
        }),
      ],
    };
    return new uPlot(options, columns, box);
  };

  const boxes = [...document.querySelectorAll(".chart")];
  let plots = [];
  const drawAll = () => {
    for (const plot of plots) plot.destroy();
    plots = boxes.map((box) => draw(box, data.charts[Number(box.dataset.chart)]));
  };
  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  new ResizeObserver(() => {
    plots.forEach((plot, i) => {
      const width = boxes[i].clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: 240 });
    });
  }).observe(document.querySelector("main"));

  // Paper is white, and shows what is folded.
  const folded = () => document.querySelectorAll("details:not([open])");
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.paper = "";
    for (const d of folded()) { d.open = true; d.dataset.unfolded = ""; }
    drawAll();
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.paper;
    for (const d of document.querySelectorAll("[data-unfolded]")) { d.open = false; delete d.dataset.unfolded; }
    drawAll();
  });

  // A click on a heading sorts by it; empty cells stay at the end.
  const key = (row, i) => row.cells[i].dataset.v ?? row.cells[i].textContent;
  const compare = (a, b) => {
    const x = Number(a), y = Number(b);
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y;
  };
  for (const table of document.querySelectorAll("table.data")) {
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.ariaSort !== "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => {
          const x = key(a, i), y = key(b, i);
          if (x === "" || y === "") return (x === "") - (y === "");
          return up ? compare(x, y) : compare(y, x);
        });
        table.tBodies[0].append(...rows);
      });
    });
  }
})();
