/* Filter and sort for tables marked data-bg-table. The state stands in the address, so a link carries it. */
(function () {
  "use strict";

  var WORDS = {
    en: { find: "Find", all: "all", count: function (n, all) { return n + " of " + all + " rows"; } },
    zh: { find: "查找", all: "全部", count: function (n, all) { return "显示 " + n + " / " + all + " 行"; } }
  };

  /* Compare two texts: numbers by value, others by code point; empty ones last whatever the direction. */
  function compare(a, b, kind, descending) {
    if (a === "" || b === "") { return (a === "") - (b === ""); }
    var order = kind === "number" ? Number(a) - Number(b) : (a > b) - (a < b);
    return descending ? -order : order;
  }

  /* Give the positions of the rows in their new order; equal rows keep theirs. `values` has a text per row. */
  function sorted(values, kind, descending) {
    return values
      .map(function (value, place) { return [kind === "text" ? fold(value) : value.trim(), place]; })
      .sort(function (a, b) { return compare(a[0], b[0], kind, descending) || a[1] - b[1]; })
      .map(function (pair) { return pair[1]; });
  }

  /* Texts are found whatever their case, width and accents. */
  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\s+/g, " ").trim();
  }

  /* Whether a row shows: every word of `find` is in its text, every facet equals its cell. */
  function matches(row, find, facets) {
    var text = fold(row.text);
    return fold(find).split(" ").every(function (word) { return text.indexOf(word) >= 0; }) &&
      Object.keys(facets).every(function (key) { return !facets[key] || row.cells[key] === facets[key]; });
  }

  /* Read the state out of a query string; only keys of the table count, only known columns sort. */
  function parse(search, name, columns) {
    var query = new URLSearchParams(search);
    var prefix = name ? name + "." : "";
    var state = { find: query.get(prefix + "find") || "", facets: {}, sort: "", descending: false };
    columns.forEach(function (column) {
      if (column.facet) { state.facets[column.key] = query.get(prefix + column.key) || ""; }
    });
    var sort = query.get(prefix + "sort") || "";
    var key = sort.replace(/^-/, "");
    if (columns.some(function (column) { return column.key === key; })) {
      state.sort = key;
      state.descending = sort.charAt(0) === "-";
    }
    return state;
  }

  /* Write the state into a query string; what is not ours stays as it is. */
  function format(search, name, columns, state) {
    var query = new URLSearchParams(search);
    var prefix = name ? name + "." : "";
    function put(key, value) {
      if (value) { query.set(prefix + key, value); } else { query.delete(prefix + key); }
    }
    put("find", state.find);
    columns.forEach(function (column) { if (column.facet) { put(column.key, state.facets[column.key]); } });
    put("sort", state.sort && (state.descending ? "-" : "") + state.sort);
    var text = query.toString();
    return text ? "?" + text : "";
  }

  function list(nodes) { return Array.prototype.slice.call(nodes); }

  function mount(table, words) {
    var name = table.getAttribute("data-bg-table");
    var body = table.tBodies[0];
    var rows = list(body.rows);
    var columns = list(table.tHead.rows[0].cells).map(function (head, place) {
      return {
        head: head,
        place: place,
        key: head.getAttribute("data-bg-key"),
        sort: head.getAttribute("data-bg-sort"),
        facet: head.hasAttribute("data-bg-facet")
      };
    }).filter(function (column) { return column.key; });

    function cell(row, column) {
      var found = row.cells[column.place];
      var value = found.getAttribute("data-bg-value");
      return value === null ? found.textContent.trim() : value;
    }

    var entries = rows.map(function (row) {
      var cells = {};
      columns.forEach(function (column) { cells[column.key] = cell(row, column); });
      return { row: row, text: row.textContent, cells: cells };
    });
    var state = parse(location.search, name, columns);
    var status = document.createElement("span");
    status.setAttribute("role", "status");

    function apply() {
      var shown = entries.filter(function (entry) {
        var show = matches(entry, state.find, state.facets);
        entry.row.hidden = !show;
        return show;
      });
      var by = columns.filter(function (column) { return column.key === state.sort; })[0];
      var order = by
        ? sorted(entries.map(function (entry) { return entry.cells[by.key]; }), by.sort, state.descending)
        : entries.map(function (_, place) { return place; });
      order.forEach(function (place) { body.appendChild(entries[place].row); });
      columns.forEach(function (column) {
        if (column === by) {
          column.head.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
        } else {
          column.head.removeAttribute("aria-sort");
        }
      });
      return shown.length;
    }

    var pending;
    function change() {
      var count = apply();
      var address = format(location.search, name, columns, state) || location.pathname;
      try { history.replaceState(history.state, "", address + location.hash); } catch (error) { /* file:// */ }
      clearTimeout(pending);
      pending = setTimeout(function () { status.textContent = words.count(count, rows.length); }, 500);
    }

    columns.forEach(function (column) {
      if (!column.sort) { return; }
      var button = document.createElement("button");
      button.type = "button";
      button.className = "bg-sort";
      while (column.head.firstChild) { button.appendChild(column.head.firstChild); }
      button.addEventListener("click", function () {
        state.descending = state.sort === column.key && !state.descending;
        state.sort = column.key;
        change();
      });
      column.head.appendChild(button);
    });

    function field(label, control, value, action) {
      var made = document.createElement("label");
      made.textContent = label;
      control.value = value;
      control.addEventListener("input", function () { action(control.value); change(); });
      made.appendChild(control);
      return made;
    }

    var place = table.id && document.querySelector('[data-bg-filter="' + table.id + '"]');
    if (place) {
      var find = document.createElement("input");
      find.type = "search";
      place.appendChild(field(words.find, find, state.find, function (value) { state.find = value; }));
      columns.forEach(function (column) {
        if (!column.facet) { return; }
        var values = entries.map(function (entry) { return entry.cells[column.key]; });
        values = values.filter(function (value, at) { return values.indexOf(value) === at; }).sort();
        if (values.length < 2) { state.facets[column.key] = ""; return; }
        var select = document.createElement("select");
        select.add(new Option(words.all, ""));
        values.forEach(function (value) { if (value) { select.add(new Option(value, value)); } });
        var label = column.head.textContent.trim();
        var wished = state.facets[column.key];
        place.appendChild(field(label, select, wished, function (value) { state.facets[column.key] = value; }));
        if (select.value !== wished) { state.facets[column.key] = select.value = ""; }
      });
      place.appendChild(status);
    }
    apply();
  }

  if (typeof module === "object" && module.exports) {
    module.exports = { sorted: sorted, matches: matches, parse: parse, format: format, fold: fold };
    return;
  }
  var words = /^zh/.test(document.documentElement.lang) ? WORDS.zh : WORDS.en;
  list(document.querySelectorAll("table[data-bg-table]")).forEach(function (table) { mount(table, words); });
})();
