// Opening a talk marks it as read. Without a script the button does it, or the answer.
const form = document.querySelector("form[data-read-now]");

function markRead() {
  if (document.visibilityState !== "visible" || form.hidden) return;
  form.hidden = true;
  fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => { form.hidden = false; });
}

if (form) {
  document.addEventListener("visibilitychange", markRead);
  markRead();
}
