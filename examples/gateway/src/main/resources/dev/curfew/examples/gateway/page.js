"use strict";
const PERIOD_MS = 500;
const SILENCE_MS = 2000;
const PATIENCE_MS = 10000;
const WINDOW_S = 60;
/** Rates are over the last second, so that a single sample does not make them jump. */
const RATE_S = 1;
const RECENT_S = 10;

/** When something counts as wrong. */
const ILL = { answers5xx: 0.2, lagMs: 100, lateMs: 50, heap: 0.9, gc: 0.2 };

const at = id => document.getElementById(id);
const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

// ---- charts: a minute of samples; what is not known is a gap

const LOOKS = { one: [], two: [6, 4], three: [2, 3], bad: [] };
const charts = new Map();

function addChart(id, { logarithmic = false, lines = ["one", "two", "three"] } = {}) {
  charts.set(id, { canvas: at(id), logarithmic, lines, samples: lines.map(() => []), drawn: undefined });
}

addChart("answers-chart", { lines: ["one", "two", "bad"] });
addChart("search-chart", { logarithmic: true });
addChart("orders-chart");
addChart("lateness-chart", { logarithmic: true });
addChart("process-chart", { logarithmic: true });
addChart("open-chart");
addChart("work-chart", { lines: ["one", "two"] });

/** Whatever the numbers beside the axis are: the lines must not jump. */
function keepWidth(axis) {
  axis.width = 48;
}

/** From one power of ten to another, and only these are named. */
function toPowersOfTen(axis) {
  axis.min = 10 ** Math.floor(Math.log10(axis.min) + 1e-9);
  axis.max = Math.max(10 ** Math.ceil(Math.log10(axis.max) - 1e-9), 10 * axis.min);
}

function powersOfTen(axis) {
  axis.ticks = [];
  for (let power = Math.round(Math.log10(axis.min)); power <= Math.round(Math.log10(axis.max)); power++) {
    axis.ticks.push({ value: Number(`1e${power}`) });
  }
}

const LOGARITHMIC = { type: "logarithmic", bounds: "data", afterDataLimits: toPowersOfTen, afterBuildTicks: powersOfTen,
  afterFit: keepWidth, ticks: { autoSkip: false, callback: value => String(value) } };
const LINEAR = { beginAtZero: true, suggestedMax: 1, afterFit: keepWidth, ticks: { maxTicksLimit: 5, precision: 0 } };

function config({ logarithmic, lines, samples }) {
  return {
    type: "line",
    data: {
      datasets: samples.map((data, i) => ({
        data, borderColor: color(lines[i]), borderDash: LOOKS[lines[i]], borderWidth: 2, pointRadius: 0, tension: 0
      }))
    },
    options: {
      animation: false, maintainAspectRatio: false, parsing: false, normalized: true, events: [],
      scales: {
        x: { type: "linear", grid: { display: false },
          afterBuildTicks: axis => { axis.ticks = [60, 40, 20, 0].map(ago => ({ value: axis.max - ago })); },
          ticks: { maxRotation: 0, align: "inner", callback: (value, i) => ["60 s ago", "40", "20", "now"][i] } },
        y: logarithmic ? LOGARITHMIC : LINEAR
      },
      plugins: { legend: { display: false }, tooltip: { enabled: false } }
    }
  };
}

function drawAll() {
  if (!window.Chart) return; // The numbers do without.
  Chart.defaults.color = color("faint");
  Chart.defaults.borderColor = color("line");
  for (const chart of charts.values()) {
    chart.drawn?.destroy();
    chart.drawn = new Chart(chart.canvas, config(chart));
    slide(chart, performance.now() / 1000);
  }
}

function slide(chart, now) {
  for (const samples of chart.samples) {
    while (samples.length > 0 && samples[0].x < now - WINDOW_S - 1) samples.shift();
  }
  if (!chart.drawn || at("operation-view").hidden) return;
  Object.assign(chart.drawn.options.scales.x, { min: now - WINDOW_S, max: now });
  chart.drawn.update("none");
}

function plot(id, now, ...values) {
  const chart = charts.get(id);
  chart.samples.forEach((samples, i) => {
    const value = values[i] ?? null;
    samples.push({ x: now, y: chart.logarithmic && value !== null ? Math.max(value, 0.001) : value });
  });
  slide(chart, now);
}

// ---- numbers

function show(id, text) {
  setText(at(id), text);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const known = format => value => value === null || value === undefined ? "–" : format(value);
const whole = known(value => String(Math.round(value)));
const tenths = known(value => value.toFixed(1));
const hundredths = known(value => value.toFixed(2));
/** Few of something matter to a tenth, many do not. */
const perSecond = known(value => value === 0 || value >= 10 ? String(Math.round(value)) : value.toFixed(1));
const megabytes = known(value => String(Math.round(value / 1e6)));

function clock(seconds) {
  const two = value => String(Math.floor(value)).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`;
}

function duration(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : clock(seconds);
}

/** Milliseconds of a distribution in microseconds; null as long as nothing was counted. */
function millis(distribution, ...names) {
  return names.map(name => distribution.count > 0 ? distribution[name] / 1000 : null);
}

/** As many rows as there are items, each a list of texts and elements; those that are there are used again. */
function showRows(body, items, cells) {
  while (body.rows.length > items.length) body.deleteRow(-1);
  items.forEach((item, i) => {
    const row = body.rows[i] ?? body.insertRow();
    cells(item).forEach(({ text, className = "", left }, j) => {
      const cell = row.cells[j] ?? row.insertCell();
      cell.className = className;
      cell.title = className.startsWith("name") ? text : "";
      if (left === undefined) {
        setText(cell, text);
      } else {
        showLeft(cell, text, left);
      }
    });
  });
}

function showLeft(cell, text, share) {
  if (!cell.lastElementChild) cell.append(new Text(), document.createElement("progress"));
  cell.firstChild.data = text;
  cell.lastElementChild.value = share;
}

// ---- rates, by what was counted up to a second ago, on the clock of the gateway: answers may be late

let history = [];

function remember(stats) {
  const last = history.at(-1);
  const restarted = last && (stats.uptime_s < last.uptime_s || stats.requests.search < last.requests.search);
  if (restarted) history = [];
  history.push(stats);
  while (history.length > 2 && history[1].uptime_s <= stats.uptime_s - RECENT_S) history.shift();
}

/** What a counter has grown by, since at least as long ago as that. */
function growth(counter, seconds) {
  const last = history.at(-1);
  const first = history.findLast(sample => sample.uptime_s <= last.uptime_s - seconds) ?? history[0];
  const grown = Math.max(0, (counter(last) ?? 0) - (counter(first) ?? 0));
  return { grown, seconds: last.uptime_s - first.uptime_s };
}

/** Null as long as there is nothing to compare with. */
function rate(counter) {
  const { grown, seconds } = growth(counter, RATE_S);
  return seconds > 0 ? grown / seconds : null;
}

const statusRate = status => rate(stats => stats.statuses[status]);
const replicaRate = (name, count) => rate(stats => stats.replicas.find(it => it.name === name)?.[count]);

function classRate(stats, first) {
  const statuses = Object.keys(stats.statuses).filter(status => status[0] === first);
  const rates = statuses.map(statusRate);
  return rates.includes(null) ? null : rates.reduce((sum, it) => sum + it, 0);
}

// ---- what is wrong

function problems(stats) {
  return [
    ...goneReplicas(stats),
    stats.accepting ? null : "New connections cannot be accepted: see the log",
    manyFailures(stats),
    above(Math.max(millis(stats.recent.loop_lag_us, "max")[0], stats.loop_lag_now_ms), ILL.lagMs,
      lag => `An event loop lags by ${duration(lag / 1000)}`),
    above(millis(stats.recent.lateness_us, "p99")[0], ILL.lateMs,
      late => `Deadlines are seen ${duration(late / 1000)} late, p99`),
    above(stats.heap_after_gc_bytes / stats.heap_max_bytes, ILL.heap,
      share => `The heap is ${Math.round(100 * share)} % full after GC`),
    above(rate(it => it.gc_pause_ms / 1000), ILL.gc, share => `GC takes ${Math.round(100 * share)} % of the time`),
    above(growth(it => it.errors, RECENT_S).grown, 0, count => `${count} internal errors in 10 s: see the log`)
  ].filter(it => it !== null);
}

function above(value, limit, text) {
  return value !== null && value > limit ? text(value) : null;
}

/** One line for all that are silent, and for all that are down for the same reason. */
function goneReplicas(stats) {
  const groups = new Map();
  for (const replica of stats.replicas.filter(it => it.state !== "up")) {
    const key = replica.state === "silent" ? "" : replica.why;
    groups.set(key, [...(groups.get(key) ?? []), replica]);
  }
  return [...groups.values()].map(group => {
    const names = group.map(it => it.name).join(", ");
    const who = group.length === stats.replicas.length ? `All backends are ${group[0].state}`
      : `${names} ${group.length > 1 ? "are" : "is"} ${group[0].state}`;
    return `${who} for ${duration(Math.max(...group.map(it => it.since_s)))}: ${group[0].why}`;
  });
}

function manyFailures(stats) {
  const bad = classRate(stats, "5");
  const all = rate(it => Object.values(it.statuses).reduce((sum, count) => sum + count, 0));
  return bad >= 1 && bad / all > ILL.answers5xx ? `${Math.round(100 * bad / all)} % of the answers are 5xx` : null;
}

function showVerdict(list, title) {
  at("verdict").className = list.length > 0 ? "ill" : "well";
  show("verdict-title", title ?? ["Nothing is wrong", "One problem"][list.length] ?? `${list.length} problems`);
  const items = at("problems");
  while (items.children.length > list.length) items.lastElementChild.remove();
  while (items.children.length < list.length) items.append(document.createElement("li"));
  list.forEach((text, i) => setText(items.children[i], text));
  document.title = (list.length > 0 ? `⚠ ${list.length} · ` : "") + `${location.host} · Curfew gateway`;
}

// ---- what the gateway says of itself

function showStats(stats, now) {
  remember(stats);
  for (const id of ["core", "wheel", "backends"]) show(id, stats[id]);
  show("uptime", clock(stats.uptime_s));
  showVerdict(problems(stats));
  showStatuses(stats);
  showReplicas(stats);
  showProcess(stats);
  show("acknowledgement-p50", tenths(millis(stats.recent.acknowledgement_us, "p50")[0]));
  show("acknowledgement-p99", tenths(millis(stats.recent.acknowledgement_us, "p99")[0]));
  show("hedged-rate", perSecond(rate(it => it.hedged)));
  showAll("answers-chart", now, perSecond, ["rate-2xx", "rate-4xx", "rate-5xx"],
    ["2", "4", "5"].map(it => classRate(stats, it)));
  showAll("search-chart", now, tenths, ["search-p50", "search-p99", "search-p999"],
    millis(stats.recent.search_us, "p50", "p99", "p999"));
  showAll("orders-chart", now, perSecond, ["acknowledged-rate", "expired-rate", "cancelled-rate"],
    ["acknowledged", "expired", "cancelled"].map(end => rate(it => it["orders_" + end])));
  showAll("lateness-chart", now, hundredths, ["lateness-p50", "lateness-p99", "lateness-max"],
    millis(stats.recent.lateness_us, "p50", "p99", "max"));
  showAll("process-chart", now, tenths, ["lag-p50", "lag-max", "gc-max"],
    [...millis(stats.recent.loop_lag_us, "p50", "max"), ...millis(stats.recent.gc_pause_us, "max")]);
  showAll("open-chart", now, whole, ["sessions", "open-orders", "contexts"],
    [stats.sessions, stats.orders, stats.contexts]);
  showAll("work-chart", now, tenths, ["work-rate", "saved-rate"],
    [rate(it => it.backend_work_ms / 1000), rate(it => it.backend_work_saved_ms / 1000)]);
}

function showAll(chart, now, format, ids, values) {
  ids.forEach((id, i) => show(id, format(values[i])));
  plot(chart, now, ...values);
}

/** Those of the last ten seconds. */
function showStatuses(stats) {
  const seen = Object.keys(stats.statuses).filter(status => growth(it => it.statuses[status], RECENT_S).grown > 0);
  const list = at("statuses");
  while (list.children.length > seen.length) list.lastElementChild.remove();
  seen.forEach((status, i) => {
    let item = list.children[i];
    if (!item) {
      item = document.createElement("li");
      item.append(new Text(), document.createElement("b"));
      list.append(item);
    }
    item.className = status >= 500 ? "ill" : "";
    item.firstChild.data = status;
    setText(item.lastChild, perSecond(statusRate(status)));
  });
}

function showReplicas(stats) {
  showRows(at("replicas"), stats.replicas, replica => {
    const [p50, p99] = millis(replica.recent_us, "p50", "p99");
    const failed = replicaRate(replica.name, "failed");
    return [
      { text: replica.name },
      replica.state === "up" ? { text: "up", className: "well" }
        : { text: `${replica.state} ${duration(replica.since_s)}`, className: "ill" },
      { text: perSecond(replicaRate(replica.name, "answered")) },
      { text: perSecond(failed), className: failed > 0 ? "ill" : "" },
      { text: perSecond(replicaRate(replica.name, "cut")), className: "extra" },
      { text: tenths(p50), className: "extra" },
      { text: tenths(p99) }
    ];
  });
}

function showProcess(stats) {
  show("heap-used", megabytes(stats.heap_used_bytes));
  show("heap-max", megabytes(stats.heap_max_bytes));
  show("heap-after", stats.heap_after_gc_bytes > 0 ? megabytes(stats.heap_after_gc_bytes) : "–");
  show("gc-share", tenths(rate(it => it.gc_pause_ms / 10)));
  show("allocation", tenths(rate(it => it.allocated_bytes / 1e6)));
}

// ---- orders, for those who trade

function what(order) {
  const decimals = String(order.price).split(".")[1] ?? "";
  return `${order.side} ${order.quantity} ${order.symbol} at ${order.price.toFixed(Math.max(2, decimals.length))}`;
}

const ENDS = { acknowledged: "well", cancelled: "" };

function showOrders({ open_count, open, ended }) {
  const all = open.length === open_count;
  show("book-count", all ? String(open_count) : `${open.length} of ${open_count}, those with the least time left`);
  at("none-open").hidden = open.length > 0;
  at("none-ended").hidden = ended.length > 0;
  showRows(at("open"), open, order => [
    { text: order.id, className: "name" },
    { text: order.user, className: "name extra" },
    { text: what(order) },
    { text: duration(order.age_ms / 1000) },
    { text: duration(order.left_ms / 1000), left: order.left_ms / (order.age_ms + order.left_ms || 1) }
  ]);
  showRows(at("ended"), ended, order => [
    { text: order.id, className: "name" },
    { text: order.user, className: "name extra" },
    { text: what(order) },
    { text: order.state, className: ENDS[order.state] ?? "ill" },
    { text: duration(order.open_ms / 1000) },
    { text: duration(order.ended_ms_ago / 1000), className: "extra" }
  ]);
}

// ---- asking

async function ask(path) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${path} answered with ${response.status}`);
  return response.json();
}

function ordersPath() {
  const user = at("user");
  return "/orders?user=" + (user.checkValidity() ? encodeURIComponent(user.value) : "");
}

/** When the gateway answered last, or this page began to ask. */
let heardAt = performance.now();

async function turn() {
  const start = performance.now();
  try {
    const both = [ask("/stats"), at("orders-view").hidden ? null : ask(ordersPath())];
    const [stats, orders] = await Promise.all(both);
    heardAt = performance.now();
    document.body.className = "live";
    show("state", "live");
    showStats(stats, heardAt / 1000);
    if (orders) showOrders(orders);
  } catch (error) {
    console.warn(error);
  }
  setTimeout(turn, Math.max(0, PERIOD_MS - (performance.now() - start)));
}

/** An answer that takes longer is shown when it comes: late figures are better than none. */
function watch() {
  const now = performance.now();
  if (now - heardAt < SILENCE_MS) return;
  for (const id of charts.keys()) plot(id, now / 1000);
  document.body.className = "lost";
  show("state", "no answer");
  showVerdict([`${location.host} has not answered for ${duration((now - heardAt) / 1000)}; trying again`], "No answer");
}

function showView() {
  const orders = location.hash === "#orders";
  at("orders-view").hidden = !orders;
  at("operation-view").hidden = orders;
  at("orders-link").ariaCurrent = orders ? "page" : null;
  at("operation-link").ariaCurrent = orders ? null : "page";
}

show("where", location.host);
addEventListener("hashchange", showView);
showView();
drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
setInterval(watch, PERIOD_MS);
turn();
