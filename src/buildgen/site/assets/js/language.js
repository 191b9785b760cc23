/* The link to the other language takes the query and the fragment along, as they are when it is followed. */
(function () {
  "use strict";

  /* Put the page's query and fragment in place of the link's own; an empty one leaves the link's. */
  function carried(href, search, hash) {
    var bare = href.replace(/[?#].*$/, "");
    var own = /(\?[^#]*)?(#.*)?$/.exec(href);
    return bare + (search || own[1] || "") + (hash || own[2] || "");
  }

  if (typeof module === "object" && module.exports) {
    module.exports = { carried: carried };
    return;
  }

  var own = new WeakMap(); // the links' addresses as the page wrote them

  function follow(event) {
    var link = event.target.closest && event.target.closest("a[data-bg-language]");
    if (!link) { return; }
    if (!own.has(link)) { own.set(link, link.getAttribute("href")); }
    link.setAttribute("href", carried(own.get(link), location.search, location.hash));
  }

  ["click", "auxclick", "contextmenu", "keydown"].forEach(function (name) {
    document.addEventListener(name, follow, true);
  });
})();
