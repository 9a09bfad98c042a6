// Search, copy buttons, and the menu of chapters on wide screens. Everything else works without this.
"use strict";
(() => {
  const root = document.currentScript.dataset.root;
  const input = document.getElementById("search");
  const results = document.getElementById("results");
  const status = document.getElementById("search-status");
  const LIMIT = 24;

  // ---- Menu: always open where it is a column, which CSS alone cannot do.
  const menu = document.querySelector(".menu");
  const wide = matchMedia("(min-width: 62rem)");
  const adjust = () => { menu.open = wide.matches && document.body.classList.contains("document"); };
  wide.addEventListener("change", adjust);
  adjust();

  // ---- Copy buttons: of a console, only what is typed.
  for (const pre of document.querySelectorAll("pre")) {
    const frame = document.createElement("div");
    frame.className = "code";
    pre.replaceWith(frame);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const typed = [...pre.querySelectorAll(".typed")].map(line => line.textContent);
      const text = typed.length > 0 ? typed.join("\n") : pre.textContent.replace(/\n$/, "");
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(pre);
        button.textContent = "Selected";
      }
      button.classList.add("done");
      setTimeout(() => { button.textContent = "Copy"; button.classList.remove("done"); }, 1600);
    });
    frame.append(pre, button);
  }

  // ---- Search. An option is one word, with its dashes and without; a type is found by its parts too.
  const words = text => text.match(/--?[\p{L}\p{N}][\p{L}\p{N}_-]*|[\p{L}\p{N}_]+(?:[.:\/-][\p{L}\p{N}_]+)*/gu) || [];
  const parts = text => words(text).flatMap(word => {
    const pieces = word.split(/[^\p{L}\p{N}]+/u).flatMap(piece => [piece, ...piece.split(/(?<=\p{Ll})(?=\p{Lu})/u)]);
    return [...new Set([word, ...pieces])].filter(piece => piece !== "");
  });

  let loading;
  const load = () => loading ??= (async () => {
    for (const name of ["minisearch.js", "search-index.js"]) {
      await new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = root + "assets/" + name;
        script.onload = done;
        script.onerror = () => failed(new Error(name + " cannot be loaded"));
        document.head.append(script);
      });
    }
    const search = new MiniSearch({
      fields: ["title", "within", "text"],
      storeFields: ["kind", "title", "within", "path"],
      tokenize: parts,
      searchOptions: {
        tokenize: words,
        prefix: true,
        fuzzy: term => term.length > 4 && !term.startsWith("-") ? 0.18 : false,
        boost: { title: 6, within: 1.5 },
        boostDocument: (id, term, entry) => ({ command: 1.6, page: 1.4, option: 1.3, class: 1.2, package: 1.1 })[entry.kind] || 1,
        combineWith: "AND",
      },
    });
    search.addAll(window.drayageIndex.map(([kind, title, within, path, text], id) => ({ id, kind, title, within, path, text })));
    return search;
  })();

  const close = () => {
    results.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const options = () => [...results.querySelectorAll("a")];
  const select = index => {
    options().forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === index));
      if (i === index) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const selected = () => options().findIndex(option => option.getAttribute("aria-selected") === "true");

  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const show = (query, found) => {
    results.replaceChildren();
    found.slice(0, LIMIT).forEach((entry, i) => {
      const link = document.createElement("a");
      link.href = root + entry.path;
      link.id = "result-" + i;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      link.tabIndex = -1;
      link.append(element("span", entry.title, "title"), element("span", entry.kind, "kind"), element("span", entry.within, "within"));
      results.append(link);
    });
    status.textContent = found.length === 0 ? `Nothing found for ${query}` : `${found.length} found`;
    if (found.length === 0) results.append(element("p", `Nothing found for “${query}”.`));
    results.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (found.length > 0) select(0);
  };
  const update = async () => {
    const query = input.value.trim();
    if (query === "") return close();
    try {
      const search = await load();
      if (input.value.trim() === query) show(query, search.search(query));
    } catch (failure) {
      status.textContent = failure.message;
    }
  };

  input.closest(".search").hidden = false;
  input.addEventListener("focus", load);
  input.addEventListener("input", update);
  input.addEventListener("keydown", event => {
    const count = options().length;
    if (event.key === "Escape") {
      input.value = "";
      close();
      input.blur();
    } else if (event.key === "ArrowDown" && count > 0) {
      select((selected() + 1) % count);
      event.preventDefault();
    } else if (event.key === "ArrowUp" && count > 0) {
      select((selected() + count - 1) % count);
      event.preventDefault();
    } else if (event.key === "Enter" && !results.hidden && selected() >= 0) {
      options()[selected()].click();
      event.preventDefault();
    }
  });
  document.addEventListener("keydown", event => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      input.focus();
      input.select();
      event.preventDefault();
    }
  });
  document.addEventListener("click", event => {
    if (!event.target.closest(".search") || event.target.closest("#results a")) close();
  });
})();
