/* Save the rows that a table shows, as CSV or JSON: tables marked data-bg-save, buttons into data-bg-saves. */
(function () {
  "use strict";

  var WORDS = {
    en: { csv: "Rows shown as CSV", json: "Rows shown as JSON" },
    zh: { csv: "把显示的行存为 CSV", json: "把显示的行存为 JSON" }
  };

  /* Write one CSV cell: never something that a spreadsheet would take for a formula. */
  function cell(text) {
    var safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
    return /[",\n\r]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  function csv(keys, rows) {
    var lines = [keys].concat(rows.map(function (row) { return keys.map(function (key) { return row[key]; }); }));
    return lines.map(function (line) { return line.map(cell).join(","); }).join("\r\n") + "\r\n";
  }

  /* Unknown is null, everything else the text as printed. */
  function json(keys, rows) {
    var plain = rows.map(function (row) {
      var made = {};
      keys.forEach(function (key) { made[key] = row[key] === "" ? null : row[key]; });
      return made;
    });
    return JSON.stringify({ version: 1, runs: plain }, null, 2) + "\n";
  }

  function list(nodes) { return Array.prototype.slice.call(nodes); }

  function shown(table) {
    var heads = list(table.tHead.rows[0].cells);
    var keys = [];
    var places = [];
    heads.forEach(function (head, place) {
      var key = head.getAttribute("data-bg-key");
      if (key) { keys.push(key); places.push(place); }
    });
    var rows = list(table.tBodies[0].rows).filter(function (row) { return !row.hidden; }).map(function (row) {
      var made = {};
      keys.forEach(function (key, at) {
        var found = row.cells[places[at]];
        var value = found.getAttribute("data-bg-value");
        made[key] = (value === null ? found.textContent : value).replace(/\s+/g, " ").trim();
      });
      return made;
    });
    return { keys: keys, rows: rows };
  }

  function save(name, type, text) {
    var address = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
  }

  function button(text, action) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "bg-button bg-button--quiet";
    made.textContent = text;
    made.addEventListener("click", action);
    return made;
  }

  if (typeof module === "object" && module.exports) {
    module.exports = { cell: cell, csv: csv, json: json };
    return;
  }
  var words = /^zh/.test(document.documentElement.lang) ? WORDS.zh : WORDS.en;
  list(document.querySelectorAll("table[data-bg-save]")).forEach(function (table) {
    var place = document.querySelector('[data-bg-saves="' + table.id + '"]');
    var name = table.getAttribute("data-bg-save");
    if (!place) { return; }
    place.appendChild(button(words.csv, function () {
      var found = shown(table);
      save(name + ".csv", "text/csv", "\ufeff" + csv(found.keys, found.rows));
    }));
    place.appendChild(button(words.json, function () {
      var found = shown(table);
      save(name + ".json", "application/json", json(found.keys, found.rows));
    }));
  });
})();
