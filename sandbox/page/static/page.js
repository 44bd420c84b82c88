// Sends forms without leaving the page, and redraws what the server says has changed.
// Without it the same forms work by loading the page anew.
"use strict";

const shell = document.querySelector(".shell");
if (shell) {
  const content = document.querySelector("#content");
  const modal = document.querySelector("#modal");
  const base = shell.dataset.base;
  const place = shell.dataset.place;

  const low = window.matchMedia("(max-height: 32rem)");
  const narrow = window.matchMedia("(max-width: 42rem)");
  if (narrow.matches) document.querySelectorAll(".side, .clock details").forEach((each) => each.removeAttribute("open"));

  // Closed, the tour stays closed from page to page.
  const tour = document.querySelector("details.tour");
  if (tour) {
    const kept = localStorage.getItem("tour");
    tour.open = kept ? kept === "open" : !narrow.matches;
    tour.addEventListener("toggle", () => localStorage.setItem("tour", tour.open ? "open" : "closed"));
  }

  function showModal(html) {
    const before = modal.querySelector("dialog");
    const next = document.createElement("div");
    next.innerHTML = html;
    const after = next.querySelector("dialog");
    // What somebody is typing stays, unless the view itself has changed.
    if (before && after && before.dataset.view === after.dataset.view && before.dataset.version === after.dataset.version) return;
    if (before) before.close();
    modal.innerHTML = html;
    const dialog = modal.querySelector("dialog");
    if (!dialog) {
      if (before) document.querySelector("#words")?.focus();
      return;
    }
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      dialog.querySelector("button[name=close]").click();
    });
    // Without this script it stands open in the page; with it, above the page.
    dialog.removeAttribute("open");
    dialog.showModal();
    (dialog.querySelector("[aria-invalid=true]") || dialog.querySelector("[autofocus]"))?.focus();
  }

  let drawn = null;
  function draw(parts) {
    const before = newest()?.dataset.ts;
    if (parts.content !== drawn) {
      const openAgain = rememberOpen();
      const focusAgain = rememberFocus();
      content.innerHTML = drawn = parts.content;
      openAgain();
      focusAgain();
    }
    if (newest() && newest().dataset.ts !== before) {
      showNewest();
      say(`New message from ${newest().querySelector(".by strong").textContent}`);
    }
    document.querySelector("#now").innerHTML = parts.now;
    drawTour(parts.tour);
    showModal(parts.modal);
  }

  function drawTour(html) {
    const steps = document.querySelector("#tour");
    if (!steps || html === steps.dataset.drawn) return;
    const taken = () => [...steps.querySelectorAll(".taken strong")].map((each) => each.textContent);
    const before = taken();
    const focused = steps.contains(document.activeElement) && document.activeElement.getAttribute("href");
    steps.innerHTML = steps.dataset.drawn = html;
    if (focused) [...steps.querySelectorAll("a")].find((each) => each.getAttribute("href") === focused)?.focus();
    const fresh = taken().filter((each) => !before.includes(each));
    if (fresh.length) say(`Done in the tour: ${fresh.join(", ")}`);
  }

  function say(sentence) {
    document.querySelector("#heard").textContent = sentence;
  }

  // What somebody has opened stays open while the app says something else.
  function rememberOpen() {
    const all = () => [...content.querySelectorAll("details")];
    const open = all().map((each) => each.open && each.textContent);
    return () => all().forEach((each, place) => { if (open[place] === each.textContent) each.open = true; });
  }

  // What was focused is drawn anew, so the focus goes back to it, or to the message it was in.
  function rememberFocus() {
    const focused = document.activeElement;
    if (!content.contains(focused)) return () => {};
    const ts = focused.closest("[data-ts]")?.dataset.ts;
    const named = (each) => `${each.tagName} ${each.name || ""} ${each.innerText}`;
    const name = named(focused);
    return () => {
      const around = (ts && content.querySelector(`[data-ts="${ts}"]`)) || content;
      const same = [...around.querySelectorAll("button, a, summary, input")].find((each) => named(each) === name);
      (same || around).focus({ preventScroll: true });
    };
  }

  function newest() {
    return content.querySelector(".message:last-child");
  }

  function showNewest() {
    if (!newest()) return;
    content.scrollTop = content.scrollHeight;
    // One that is taller than the window is read from its beginning.
    const isTall = newest().offsetHeight > Math.min(content.clientHeight, innerHeight);
    // In a low window the page scrolls, and not what is in it.
    if (isTall || low.matches) newest().scrollIntoView({ block: isTall ? "start" : "end" });
  }

  function warn(sentence) {
    content.querySelector(".notice")?.remove();
    drawn = null;
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = sentence;
    (modal.querySelector("dialog .fields") || content).append(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  let isFresh = true;
  async function refresh() {
    // Where nothing answers it may be starting over; what it says next redraws the page.
    const answer = await fetch(`${base}/${place}?parts=1`).catch(() => null);
    if (answer?.ok) draw(await answer.json());
    if (document.hidden && !isFresh) document.title = "• " + document.title.replace(/^• /, "");
    isFresh = false;
  }

  function confirmed(form) {
    if (!form.dataset.confirm) return Promise.resolve(true);
    const [title, ...rest] = form.dataset.confirm.split("\n");
    const dialog = document.createElement("dialog");
    dialog.innerHTML = `<form method="dialog"><header><h2></h2></header><div class="fields"><p></p></div><footer><button value="no"></button><button class="primary" value="yes"></button></footer></form>`;
    dialog.querySelector("h2").textContent = title;
    dialog.querySelector("p").textContent = rest.join("\n");
    dialog.querySelector("[value=no]").textContent = form.dataset.no;
    dialog.querySelector("[value=yes]").textContent = form.dataset.yes;
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    }));
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.live === undefined) return;
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    if (!(await confirmed(form))) return;
    // Somebody may write on while what they said is on its way; a press counts once.
    const said = form.dataset.live === "say" ? words.value : null;
    if (said !== null) words.value = "";
    else if (form.dataset.busy !== undefined) return;
    form.dataset.busy = "";
    form.closest("details.more")?.removeAttribute("open");
    if (form.dataset.live === "start-over") document.querySelector("#now").textContent = "Starting over…";
    if (form.dataset.live === "clock") document.querySelector("#now").textContent = "The clock moves…";
    try {
      const answer = await fetch(form.action, { method: "POST", body: sendable(form, fields), headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      // The page comes anew once all has begun again.
      if (form.dataset.live === "start-over") return;
      const parts = await answer.json();
      if (parts.refused) giveBack(said);
      draw(parts);
    } catch {
      giveBack(said);
      warn("The local Slack does not answer. Nothing was sent, and your words are still here.");
    } finally {
      delete form.dataset.busy;
    }
  });

  // Words that were refused are there again, where they can be put right.
  function giveBack(said) {
    if (said && !words.value) words.value = said;
  }

  function sendable(form, fields) {
    return form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-live=choose]");
    if (form && event.target.value) form.requestSubmit();
    if (event.target.dataset.heard === undefined) return;
    const heard = document.createElement("button");
    Object.assign(heard, { name: "heard", value: event.target.name, hidden: true });
    event.target.form.append(heard);
    event.target.form.requestSubmit(heard);
    heard.remove();
  });

  // A menu that the app fills while somebody types.
  let typing = null;
  async function suggest(field) {
    const query = new URLSearchParams({ action_id: field.dataset.suggest, typed: field.value });
    const answer = await fetch(`${base}/suggest?${query}`);
    if (!answer.ok) return;
    field.list.replaceChildren(...(await answer.json()).map(([key, words]) => new Option(words, key)));
  }
  document.addEventListener("input", (event) => {
    if (event.target.dataset.suggest === undefined) return;
    clearTimeout(typing);
    typing = setTimeout(() => suggest(event.target), 150);
  });

  const words = document.querySelector("#words");
  const hints = document.querySelector("#hints");
  words?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); words.form.requestSubmit(); }
    if (event.key === "Escape") hints.hidden = true;
  });
  words?.addEventListener("input", () => { hints.hidden = !/^\/\S*$/.test(words.value) || !hints.children.length; });
  hints?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (!button) return;
    words.value = button.dataset.command + " ";
    hints.hidden = true;
    words.focus();
  });

  let waiting = null;
  function refreshSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 30);
  }
  const changes = new EventSource(`${base}/changes`);
  changes.addEventListener("message", refreshSoon);
  changes.addEventListener("beginning", (event) => {
    if (event.data !== shell.dataset.beginning) location.reload();
    // What happened since the page was drawn was told to nobody.
    else refreshSoon();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = document.title.replace(/^• /, "");
  });
  // An open menu closes when somebody goes elsewhere.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.more[open]").forEach((each) => {
      if (!each.contains(event.target)) each.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.more[open]");
    if (!menu) return;
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });

  if (words?.value) {
    words.focus();
    words.setSelectionRange(words.value.length, words.value.length);
  }
  showNewest();
  const served = modal.innerHTML;
  modal.innerHTML = "";
  showModal(served);
}
