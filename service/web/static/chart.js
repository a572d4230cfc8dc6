// A chart of a table of results: bars, or lines where the rows stand for years or days.

//: Rows and bars of a chart; more cannot be told apart.
const DRAWN = 60, BARS = 80;
//: Series of a chart; more have no colours that are told apart.
const SERIES = 8;
//: Columns whose words a bar bears.
const TOLD = 3;
const WIDTH = 900;
const NUMBER = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const TIME = /#(gYear|date|gYearMonth|dateTime)$/;

function shape(name, given, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(given)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

const round = (value) => Number(value.toPrecision(4)).toLocaleString("en");
const cut = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);

const whole = (name, rows, fits) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || fits(row[name]));
// Whether a column holds years: no quantity, though it is a number.
const years = (name, rows) => /year|年/i.test(name) && whole(name, rows, ({ value }) => /^(19|20)\d\d$/.test(value));

// The names of columns that tell what is drawn (the first, and others until no two rows are told alike), and of those
// that hold quantities alone.
function split(names, rows) {
  const quantity = (name) => whole(name, rows, ({ datatype }) => NUMBER.test(datatype || "")) && !years(name, rows);
  const others = names.filter((name) => !quantity(name));
  const alike = (some) => new Set(rows.map((row) => some.map((name) => row[name]?.value).join("\n"))).size < rows.length;
  let told = others.slice(0, 1);
  while (told.length < Math.min(TOLD, others.length) && alike(told)) told = others.slice(0, told.length + 1);
  return [told, names.filter(quantity)];
}

function bars(labels, series, most) {
  const room = 250, step = 9 + 15 * series.length, scale = (WIDTH - room - 90) / (most || 1);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${labels.length * step + 10}`, class: "chart", role: "img" });
  labels.forEach((label, row) => {
    const top = 5 + row * step;
    const words = shape("text", { x: room - 8, y: top + 7.5 * series.length + 4, "text-anchor": "end" }, cut(label, 18));
    words.append(shape("title", {}, label));
    svg.append(words);
    series.forEach((values, own) => {
      if (values[row] === null) return;
      svg.append(shape("rect", { x: room, y: top + own * 15, width: Math.max(1, values[row] * scale), height: 13, rx: 2, class: `s${own}` }));
      svg.append(shape("text", { x: room + values[row] * scale + 6, y: top + own * 15 + 11 }, round(values[row])));
    });
  });
  return svg;
}

// Between marks of an axis: 1, 2 or 5 times a power of ten, four to ten of them up to the largest value.
function stepOf(most) {
  const power = 10 ** Math.floor(Math.log10((most || 1) / 4));
  return power * [5, 2, 1].find((times) => power * times * 4 <= (most || 1));
}

function lines(labels, series, most) {
  const height = 320, left = 70, foot = 30, wide = (WIDTH - left - 30) / Math.max(1, labels.length - 1);
  const y = (value) => height - foot - (value / (most || 1)) * (height - foot - 20);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "chart", role: "img" });
  const step = stepOf(most);
  for (let mark = 0; mark <= most; mark += step) {
    svg.append(shape("line", { x1: left, x2: WIDTH - 20, y1: y(mark), y2: y(mark) }));
    svg.append(shape("text", { x: left - 8, y: y(mark) + 4, "text-anchor": "end" }, round(mark)));
  }
  const every = Math.ceil(labels.length / 10);
  labels.forEach((label, at) => at % every || svg.append(shape("text", { x: left + at * wide, y: height - 8, "text-anchor": "middle" }, label)));
  series.forEach((values, own) => {
    const points = values.map((value, at) => (value === null ? null : [left + at * wide, y(value)])).filter(Boolean);
    svg.append(shape("path", { d: "M" + points.map((point) => point.join(" ")).join("L"), class: `s${own}` }));
    points.forEach(([x, at]) => svg.append(shape("circle", { cx: x, cy: at, r: 4, class: `s${own}` })));
  });
  return svg;
}

// The chart of rows, `named` telling a term in words and `called` a column, or a paragraph that says why there is none.
export function chartOf(names, rows, named, say, called) {
  const place = document.createElement("div");
  place.className = "plot";
  const [told, quantities] = split(names, rows);
  const drawn = quantities.slice(0, SERIES);
  const [first] = told;
  const time = told.length === 1 && (years(first, rows) || rows.every((row) => row[first] && TIME.test(row[first].datatype || "")));
  const some = rows.slice(0, time ? DRAWN : Math.min(DRAWN, Math.ceil(BARS / (drawn.length || 1))));
  const series = drawn.map((name) => some.map((row) => (row[name] ? Number(row[name].value) : null)));
  const negative = series.flat().some((value) => value < 0 || Number.isNaN(value));
  if (!drawn.length || !told.length || negative) {
    place.className = "note";
    place.textContent = say("要画图，结果里要有一列名称和一列不小于零的数字，如 (COUNT(?x) AS ?n)。", "A chart needs a column of names and one of numbers from zero on, such as (COUNT(?x) AS ?n).");
    return place;
  }
  const order = some.map((_, at) => at);
  if (time) order.sort((one, other) => (some[one][first].value < some[other][first].value ? -1 : 1));
  const labels = order.map((at) => told.filter((name) => some[at][name]).map((name) => named(some[at][name])).join(" "));
  const sorted = series.map((values) => order.map((at) => values[at]));
  const most = Math.max(...sorted.flat().filter((value) => value !== null));
  const svg = (time && rows.length > 2 ? lines : bars)(labels, sorted, most);
  svg.setAttribute("aria-label", say(`${told.map(called).join("、")} 与 ${drawn.map(called).join("、")} 的图`, `Chart of ${drawn.join(", ")} by ${told.join(", ")}`));
  const key = document.createElement("p");
  key.className = "note key";
  drawn.forEach((name, own) => {
    const mark = document.createElement("i");
    mark.className = `s${own}`;
    key.append(mark, called(name));
  });
  if (quantities.length > SERIES) key.append(say(`（前 ${SERIES} 列，未画：${quantities.slice(SERIES).map(called).join("、")}）`, ` (the first ${SERIES}; not drawn: ${quantities.slice(SERIES).join(", ")})`));
  if (rows.length > some.length) key.append(say(`（前 ${some.length} 行，共 ${rows.length} 行）`, ` (the first ${some.length} of ${rows.length} rows)`));
  place.append(key, svg);
  return place;
}
