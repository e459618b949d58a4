// A file that is too large is told of when it is chosen, before it is sent for nothing; the others stay chosen.
// Without a script the server says the same sentence.
//
// <input type="file" data-most-bytes data-too-big="“%(name)s” is larger than …">

function tell(box, sentences) {
  const said = document.getElementById(`${box.id}_too_big`);
  said.replaceChildren(...sentences.map((sentence) => {
    const line = document.createElement("p");
    line.className = "ds-validation-message";
    line.textContent = sentence;
    return line;
  }));
}

function weigh(box) {
  const files = [...box.files];
  const heavy = files.filter((file) => file.size > Number(box.dataset.mostBytes));
  if (heavy.length) {
    const others = new DataTransfer();
    for (const file of files) if (!heavy.includes(file)) others.items.add(file);
    box.files = others.files;
  }
  tell(box, heavy.map((file) => box.dataset.tooBig.replace("%(name)s", () => file.name)));
}

for (const box of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const said = document.createElement("div");
  said.id = `${box.id}_too_big`;
  said.dataset.field = "validation";
  said.setAttribute("role", "alert");
  box.after(said);
  box.addEventListener("change", () => weigh(box));
}
