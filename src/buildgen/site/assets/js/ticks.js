/* Tick boxes of a bill (have, ordered, arrived, tested) and of steps (done); kept in this browser, to be taken elsewhere as a file. */
(function () {
  "use strict";

  var NAMES = ["have", "ordered", "arrived", "tested", "done"];

  var WORDS = {
    en: {
      clear: "Clear",
      undo: "Undo",
      export: "Export",
      import: "Import",
      cleared: "All ticks cleared",
      restored: "Ticks restored",
      read: "Ticks read from the file",
      other: "This file belongs to another bill; nothing changed",
      broken: "This file holds no ticks; nothing changed",
      unsaved: "This browser keeps no data; export before you leave",
      count: function (done, all, last) { return done + " of " + all + " " + last; }
    },
    zh: {
      clear: "清除",
      undo: "撤销",
      export: "导出",
      import: "导入",
      cleared: "已清除全部勾选",
      restored: "已恢复勾选",
      read: "已从文件读入勾选",
      other: "此文件属于另一份清单，未作改动",
      broken: "此文件中没有勾选记录，未作改动",
      unsaved: "此浏览器不保存数据，离开前请导出",
      count: function (done, all, last) { return (last === "done" ? "已完成 " : "已测试 ") + done + " / " + all; }
    }
  };

  /* Ticks are {line: [name, ...]}. Writing sorts lines and names, so equal ticks are equal texts. */
  function write(key, ticks) {
    var lines = {};
    Object.keys(ticks).sort().forEach(function (line) {
      var names = NAMES.filter(function (name) { return ticks[line].indexOf(name) >= 0; });
      if (names.length) { lines[line] = names; }
    });
    return JSON.stringify({ format: "buildgen-ticks", version: 1, key: key, ticks: lines }, null, 1);
  }

  /* Read a text; gives {key, ticks}, or null when it is not ours. Unknown names are left out. */
  function read(text) {
    var data;
    try { data = JSON.parse(text); } catch (error) { return null; }
    if (!data || data.format !== "buildgen-ticks" || data.version !== 1) { return null; }
    if (typeof data.key !== "string" || !data.ticks || typeof data.ticks !== "object") { return null; }
    var ticks = Object.create(null);
    Object.keys(data.ticks).forEach(function (line) {
      var names = data.ticks[line];
      if (!Array.isArray(names)) { return; }
      var known = NAMES.filter(function (name) { return names.indexOf(name) >= 0; });
      if (known.length) { ticks[line] = known; }
    });
    return { key: data.key, ticks: ticks };
  }

  function load(key) {
    try { return read(localStorage.getItem(key) || ""); } catch (error) { return null; }
  }

  function store(key, text) {
    try { localStorage.setItem(key, text); return true; } catch (error) { return false; }
  }

  function each(list, action) { Array.prototype.forEach.call(list, action); }

  function mount(root, words) {
    var key = root.getAttribute("data-bg-ticks");
    var rows = root.querySelectorAll("[data-bg-line]");
    var tools = root.querySelector("[data-bg-tools]");
    var last = root.getAttribute("data-bg-last") || "tested";
    var before = null;

    /* Boxes mean nothing without this script: it makes them, a column for each head that names one. */
    each(root.querySelectorAll("[data-bg-boxes]"), function (head) {
      each(rows, function (row) {
        var box = document.createElement("input");
        box.type = "checkbox";
        box.setAttribute("data-bg-tick", head.getAttribute("data-bg-boxes"));
        box.setAttribute("aria-label", row.cells[0].textContent + ": " + head.textContent);
        var cell = row.insertCell();
        cell.className = "bg-tick";
        cell.appendChild(document.createElement("label")).appendChild(box);
      });
    });

    function collect() {
      var ticks = Object.create(null);
      each(rows, function (row) {
        ticks[row.getAttribute("data-bg-line")] = NAMES.filter(function (name) {
          var box = row.querySelector('[data-bg-tick="' + name + '"]');
          return box && box.checked;
        });
      });
      return ticks;
    }

    function show(ticks) {
      each(rows, function (row) {
        var names = ticks[row.getAttribute("data-bg-line")] || [];
        each(row.querySelectorAll("[data-bg-tick]"), function (box) {
          box.checked = names.indexOf(box.getAttribute("data-bg-tick")) >= 0;
        });
        row.toggleAttribute("data-done", names.indexOf(last) >= 0);
      });
    }

    var status = document.createElement("span");
    status.setAttribute("role", "status");

    function keep(message) {
      var ticks = collect();
      show(ticks);
      var done = Object.keys(ticks).filter(function (line) { return ticks[line].indexOf(last) >= 0; });
      var count = words.count(done.length, rows.length, last);
      if (!store(key, write(key, ticks))) { message = words.unsaved; }
      status.textContent = message ? message + ". " + count : count;
    }

    function button(text, action) {
      var made = document.createElement("button");
      made.type = "button";
      made.className = "bg-button bg-button--quiet";
      made.textContent = text;
      made.addEventListener("click", action);
      return tools.appendChild(made);
    }

    function save() {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([write(key, collect())], { type: "application/json" }));
      link.download = root.getAttribute("data-bg-file") || "ticks.json";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    }

    function open(file) {
      var reader = new FileReader();
      reader.addEventListener("load", function () {
        var found = read(String(reader.result));
        if (!found) { status.textContent = words.broken; return; }
        if (found.key !== key) { status.textContent = words.other; return; }
        before = collect();
        show(found.ticks);
        keep(words.read);
      });
      reader.readAsText(file);
    }

    if (tools) {
      var clear = button(words.clear, function () {
        if (before && clear.textContent === words.undo) {
          show(before);
          before = null;
          clear.textContent = words.clear;
          keep(words.restored);
          return;
        }
        before = collect();
        show({});
        clear.textContent = words.undo;
        keep(words.cleared);
      });
      button(words.export, save);
      var file = document.createElement("input");
      file.type = "file";
      file.accept = ".json,application/json";
      file.hidden = true;
      file.addEventListener("change", function () {
        if (file.files[0]) { open(file.files[0]); }
        file.value = "";
      });
      button(words.import, function () { file.click(); });
      tools.appendChild(file);
      tools.appendChild(status);
      tools.hidden = false;
      root.addEventListener("change", function (event) {
        if (event.target.hasAttribute("data-bg-tick")) { clear.textContent = words.clear; }
      });
    }

    root.addEventListener("change", function (event) {
      if (event.target.hasAttribute("data-bg-tick")) { keep(""); }
    });
    var kept = load(key);
    if (kept && kept.key === key) { show(kept.ticks); }
  }

  if (typeof module === "object" && module.exports) {
    module.exports = { read: read, write: write };
    return;
  }
  var words = /^zh/.test(document.documentElement.lang) ? WORDS.zh : WORDS.en;
  each(document.querySelectorAll("[data-bg-ticks]"), function (root) { mount(root, words); });
})();
