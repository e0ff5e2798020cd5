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

  // How long the words under the axis are, and whether they stand beside each other.
  const pen = document.createElement("canvas").getContext("2d");
  const wordAxis = (labels) => {
    const shown = labels.map((label) => (label.length > 24 ? label.slice(0, 23) + "…" : label));
    pen.font = font;
    const widest = Math.max(...shown.map((label) => pen.measureText(label).width));
    const lies = (u) => widest + 10 <= (u.width - 75) / labels.length;
    return {
      splits: () => labels.map((_, i) => i),
      values: () => shown,
      rotate: (u) => (lies(u) ? 0 : 45),
      size: (u) => (lies(u) ? 32 : Math.ceil(widest * Math.SQRT1_2) + 28),
    };
  };

  // How sure the figures are: a band around a line, a mark across a bar.
  const drawInterval = (u, series, colour, centre, bars) => {
    const at = (x, y) => [u.valToPos(x, "x", true), u.valToPos(y, "y", true)];
    const { ctx, bbox } = u;
    const runs = [[]];
    series.x.forEach((x, i) => {
      if (series.low[i] === null || series.high[i] === null) runs.push([]);
      else runs[runs.length - 1].push([at(centre(x), series.low[i]), at(centre(x), series.high[i])]);
    });
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const run of runs) {
      const alone = bars || run.length === 1;
      ctx.beginPath();
      if (alone) {
        const cap = 4 * devicePixelRatio;
        for (const [[x, low], [, high]] of run) {
          ctx.moveTo(x, low); ctx.lineTo(x, high);
          for (const y of [low, high]) { ctx.moveTo(x - cap, y); ctx.lineTo(x + cap, y); }
        }
        if (bars) {
          ctx.lineWidth = 4 * devicePixelRatio;
          ctx.strokeStyle = css("--paper");
          ctx.stroke();
        }
        ctx.lineWidth = 1.5 * devicePixelRatio;
        ctx.strokeStyle = bars ? css("--ink") : colour;
        ctx.stroke();
        continue;
      }
      for (const [, [x, high]] of run) ctx.lineTo(x, high);
      for (const [[x, low]] of run.slice().reverse()) ctx.lineTo(x, low);
      ctx.globalAlpha = 0.14;
      ctx.fillStyle = colour;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    ctx.restore();
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
    // Bars of several series stand beside each other, unless they are stacked.
    const abreast = chart.stacked ? 1 : chart.series.length;
    const step = Number.isFinite(gap) ? gap : chart.labels ? 1 : 3600;
    const barWidth = (u) => {
      const pixels = u.valToPos(1, "x") - u.valToPos(0, "x");
      return Math.min(((abreast > 1 ? 0.8 : 0.7) * step) / abreast, 56 / pixels);
    };
    const centre = (u, i, x) => (bars && !chart.stacked ? x + (i - (abreast - 1) / 2) * barWidth(u) : x);
    const beside = (i) => ({
      x0: { unit: 1, values: (u) => u.data[0].map((x) => centre(u, i, x) - barWidth(u) / 2) },
      size: { unit: 1, values: (u) => [barWidth(u)] },
    });
    const ends = chart.series.flatMap((s) => [...(s.low ?? []), ...(s.high ?? [])]).filter((y) => y !== null);
    const reach = (u, low, high) => {
      const top = Math.max(high, ...ends);
      const [from, to] = bars ? [0, Math.max(top, 1e-9) * 1.08] : uPlot.rangeNum(Math.min(low, ...ends), top, 0.12, false);
      return chart.percent ? [Math.max(from, 0), Math.min(to, 100)] : [from, to];
    };
    const say = (y) => number.format(y) + (chart.percent ? " %" : "");
    const value = (i, at) => {
      if (at === null || raw[i + 1][at] == null) return "–";
      const s = chart.series[i], n = s.low ? s.x.indexOf(raw[0][at]) : -1;
      return say(raw[i + 1][at]) + (n < 0 || s.low[n] === null ? "" : ` (${number.format(s.low[n])}–${say(s.high[n])})`);
    };
    // A band lies under all lines, a mark on its bar.
    const sure = (u, at) => {
      const i = order[at - 1], series = chart.series[i];
      if (series?.low && u.series[at].show) drawInterval(u, series, css("--c" + (i % 8)), (x) => centre(u, i, x), bars);
    };
    const pad = bars ? 0.6 * step : 0;
    // What is known of one time only stands in the middle.
    const only = raw[0][0], alone = raw[0].length === 1, around = pad || 3 * 86400;
    const axis = { stroke: css("--soft"), font, grid: { stroke: css("--line"), width: 1 }, ticks: { show: false } };
    const xAxis = { ...axis, grid: { show: false }, values: times };
    if (chart.labels) Object.assign(xAxis, wordAxis(chart.labels));
    const options = {
      width: box.clientWidth,
      height: 240,
      tzDate: local,
      cursor: { drag: { x: !chart.labels, y: false }, points: { size: 7 } },
      scales: {
        x: { time: !chart.labels, range: (u, low, high) => (alone ? [only - around, only + around] : [low - pad, high + pad]) },
        y: { range: reach },
      },
      axes: [xAxis, { ...axis, size: 60, incrs: counts ? whole : undefined, values: (u, ticks) => ticks.map(say) }],
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
            paths: bars ? uPlot.paths.bars({ disp: beside(i), radius: chart.stacked ? 0 : 0.15 })
              : chart.type === "step" ? uPlot.paths.stepped({ align: 1 }) : undefined,
            value: (u, v, s, at) => value(i, at),
          };
        }),
      ],
      hooks: bars ? { drawSeries: [sure] } : { drawAxes: [(u) => u.series.forEach((s, at) => sure(u, at))] },
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
        const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("story"));
        rows.sort((a, b) => {
          const x = key(a, i), y = key(b, i);
          if (x === "" || y === "") return (x === "") - (y === "");
          return up ? compare(x, y) : compare(y, x);
        });
        table.tBodies[0].append(...rows.flatMap((row) => (row.classList.contains("told") ? [row, row.nextElementSibling] : [row])));
      });
    });
  }
})();
