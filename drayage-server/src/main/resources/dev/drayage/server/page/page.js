// What makes the pages quicker; all of them can be read and used without it. Keeps nothing.
(() => {
  "use strict";

  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.body.append(status);

  // Copying: the clipboard is there on HTTPS and loopback only; elsewhere the text is selected and copied as by hand.
  const copy = async source => {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(source.textContent);
      return true;
    }
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  };
  for (const source of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + source.dataset.copy);
    button.addEventListener("click", async () => {
      const done = await copy(source).catch(() => false);
      button.textContent = done ? "Copied" : "Select it";
      status.textContent = done ? "Copied" : "It could not be copied; select it";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    source.after(button);
  }

  // Filtering: at once where all there is to see is on the page, else by asking the server when typing pauses.
  const form = document.querySelector("form[data-filter]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const list = () => document.getElementById(form.dataset.filter);
  const rows = [...list().querySelectorAll(".repositories > li, tbody > tr")]
    .map(row => [row, row.querySelector("a, bdi").textContent.toLowerCase()]);
  const none = document.createElement("p");
  none.className = "empty";
  none.textContent = "Nothing here has this in its name.";
  none.hidden = true;
  list().prepend(none);

  const narrow = text => {
    let shown = 0;
    for (const [row, name] of rows) {
      row.hidden = !name.includes(text.toLowerCase());
      if (!row.hidden) shown++;
    }
    for (const around of list().querySelectorAll(".repositories, .table")) around.hidden = shown === 0;
    none.hidden = shown > 0;
    status.textContent = shown + " shown";
  };
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action + "?" + query);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById(form.dataset.filter);
    if (mine !== asked || !found) return;
    list().replaceWith(document.adoptNode(found));
    status.textContent = list().querySelectorAll(".repositories > li, tbody > tr").length + " shown";
  };
  let pause = 0;
  input.addEventListener("input", () => {
    const text = input.value.trim();
    if ("complete" in form.dataset) return narrow(text);
    clearTimeout(pause);
    pause = setTimeout(() => ask().catch(() => { status.textContent = "The server does not respond"; }), 250);
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Escape" && input.value !== "") {
      input.value = "";
      input.dispatchEvent(new Event("input"));
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
})();
