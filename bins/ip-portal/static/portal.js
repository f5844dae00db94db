// Refinements only: every page works without this file.
"use strict";

// The error summary takes the focus, so that it is read out first.
document.getElementById("errors")?.focus();

// A filter form sends itself when a choice changes; its button stays for everybody else.
for (const form of document.querySelectorAll("form[data-live]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// A calculator shows its result while facts change, without a new page; the address follows, so that
// it can be shared. An answer that comes after a later question is dropped.
for (const form of document.querySelectorAll("form[data-swap]")) {
  const result = document.getElementById(form.dataset.swap);
  let asked = 0;
  let pause = 0;
  const ask = async () => {
    const turn = ++asked;
    const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    result.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(result.id);
      if (turn !== asked || !fresh) return;
      result.replaceChildren(...fresh.childNodes);
      copyButtons(result);
      history.replaceState(null, "", address);
    } finally {
      if (turn === asked) result.removeAttribute("aria-busy");
    }
  };
  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 250);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}

// Copy buttons are made here, because without script they could do nothing.
function copyButtons(part) {
  for (const source of part.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-plain";
    button.textContent = source.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = source.dataset.copied ?? source.dataset.copy;
    });
    source.after(button);
  }
}
copyButtons(document);

// A file that is too large is said before it is sent.
for (const input of document.querySelectorAll("input[type=file][data-limit]")) {
  input.addEventListener("change", () => {
    const limit = Number(input.dataset.limit);
    const tooLarge = [...input.files].some((file) => file.size > limit);
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge : "");
    input.reportValidity();
  });
}

// The camera reads a square code into a field and sends the form, where the browser can do that by
// itself; pictures stay on the device. Everybody else sends a photo, or types.
for (const form of document.querySelectorAll("form[data-scan]")) {
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) continue;
  const { scan, scanStart, scanStop, scanDenied } = form.dataset;
  const field = form.elements[scan];
  const button = document.createElement("button");
  const said = document.createElement("p");
  const video = document.createElement("video");
  let stream;
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.remove();
    button.textContent = scanStart;
  };
  const look = async (detector) => {
    while (stream) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found && stream) {
        stop();
        field.value = found.rawValue;
        form.requestSubmit();
        return;
      }
      await new Promise((next) => setTimeout(next, 200));
    }
  };
  button.type = "button";
  button.className = "button button-plain";
  button.textContent = scanStart;
  said.setAttribute("role", "status");
  video.className = "scan";
  video.muted = video.playsInline = true;
  button.addEventListener("click", async () => {
    if (stream) return stop();
    said.textContent = "";
    try {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      said.before(video);
      button.textContent = scanStop;
      await video.play();
      look(detector);
    } catch {
      stop();
      said.textContent = scanDenied;
    }
  });
  field.after(button, said);
}

// A form is sent once, however often the button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  }
});
